import type { ScrapedType } from "../exposition.js";
import type { FamilyHistory, History } from "../history.js";
import { histogramLines, QUANTILES } from "../measure/histogram-lines.js";
import {
  counterLines,
  type Grouping,
  gaugeLines,
  type LineQuery,
  MOST_LINES,
  type PlotLines,
} from "../measure/lines.js";
import { createElement, createSelect, setText } from "./dom.js";
import { formatRate, formatTimeTick, formatValue } from "./format.js";
import type { PageFamily, Settings } from "./page-family.js";
import { Plot, type PlotOptions } from "./plot.js";
import { SeriesTable } from "./series-table.js";
import { axisSteps, chartUnit, combineBy, PLAIN, type Unit, unitOf } from "./unit.js";

/** The panel of an open family: its labels, its plot and the table of its series. */
export class FamilyPanel {
  readonly element: HTMLElement;
  readonly #settings: Settings;
  readonly #family: PageFamily;
  readonly #facts = createElement("p", { class: "facts" });
  readonly #controls = createElement("div", { class: "controls" });
  /** The unit of the plot's values. */
  readonly #caption = createElement("p", { class: "unit" });
  readonly #figure = createElement("div", { class: "plot", attributes: { role: "img" } });
  readonly #note = createElement("p", { class: "note" });
  #unit: Unit = PLAIN;
  #plot: Plot | undefined;
  #table: SeriesTable | undefined;
  #chosenGrouping: Grouping | undefined;
  #quantile = 0.95;

  constructor(settings: Settings, family: PageFamily) {
    this.#settings = settings;
    this.#family = family;
    this.element = createElement("div", { class: "panel" }, this.#facts, this.#note);
  }

  /** Shows the last scrape. */
  update(): void {
    const { history } = this.#family;
    setText(this.#facts, this.#factsText());
    if (history === undefined || history.samples.length === 0) {
      setText(this.#note, "No series yet: nothing has been recorded.");
      return;
    }
    this.#unit = unitOf(this.#family);
    if (this.#table === undefined) this.#fill(history);
    this.#nameUnit(history);
    this.#plot?.show(this.#computeLines(history));
    if (this.#table === undefined) return;
    this.#table.unit = this.#unit;
    this.#table.update();
  }

  /** Values can show that a unit of time means points in time, after the plot was made. */
  #nameUnit({ type, name }: FamilyHistory): void {
    if (type === "summary") return;
    const unit = chartUnit(type, this.#unit);
    setText(this.#caption, unit);
    const inUnit = unit === "" || type === "counter" ? "" : ` in ${unit}`;
    const quantity = type === "counter" ? unit : PLOTTED_QUANTITY[type];
    const label = `Plot of ${name}: ${quantity}${inUnit} over time. The table below has the values now.`;
    this.#figure.setAttribute("aria-label", label);
  }

  recolour(): void {
    this.#plot?.recolour();
  }

  remove(): void {
    this.#plot?.remove();
  }

  /** Adds the controls, the plot and the table. */
  #fill(history: FamilyHistory): void {
    this.#table = new SeriesTable(this.#settings, history);
    const { type } = history;
    if (type === "summary") {
      this.element.append(this.#note, this.#table.element);
      return;
    }
    this.#fillControls(history);
    this.element.append(this.#controls, this.#caption, this.#figure, this.#note, this.#table.element);
    this.#plot = new Plot(this.#figure, this.#plotOptions(type));
  }

  #plotOptions(type: ScrapedType): PlotOptions {
    const format = type === "counter" ? formatRate : formatValue;
    const unit = () => this.#unit;
    const settings = this.#settings;
    return {
      format: (value) => format(value, unit()),
      formatTick: (value, step) =>
        unit().kind === "timestamp"
          ? formatTimeTick(value * unit().factor, step * unit().factor)
          : format(value, unit()),
      get steps() {
        return axisSteps(unit());
      },
      get leastRange() {
        const { kind, factor } = unit();
        return kind === "timestamp" ? 60 / factor : undefined;
      },
      get rangeSeconds() {
        return settings.rangeSeconds;
      },
    };
  }

  #fillControls({ type }: FamilyHistory): void {
    const labels = this.#family.labels;
    if (labels.length === 0) return;
    const grouping = this.#grouping;
    const options = [
      { value: "total", title: type === "gauge" ? COMBINED[combineBy(this.#unit)] : "all together" },
      ...labels.map((label) => ({ value: `label:${label}`, title: `by ${label}` })),
      { value: "each", title: "each series" },
    ];
    const quantiles = createSelect(
      "Quantile",
      QUANTILES.map((quantile) => ({ value: String(quantile), title: `p${quantile * 100}` })),
      {
        selected: String(this.#quantile),
        onChange: (value) => {
          this.#quantile = Number(value);
          this.update();
        },
      },
    );
    quantiles.hidden = type !== "histogram" || grouping.kind === "total";
    const lines = createSelect("Draw", options, {
      selected: grouping.kind === "label" ? `label:${grouping.label}` : grouping.kind,
      onChange: (value) => {
        const [kind, label = ""] = value.split(":");
        this.#chosenGrouping =
          kind === "label" ? { kind, label } : { kind: kind === "each" ? kind : "total" };
        quantiles.hidden = type !== "histogram" || kind === "total";
        this.update();
      },
    });
    this.#controls.replaceChildren(lines, quantiles);
  }

  get #grouping(): Grouping {
    this.#chosenGrouping ??= defaultGrouping(this.#family);
    return this.#chosenGrouping;
  }

  #computeLines(family: FamilyHistory): PlotLines {
    const { history, windowSeconds } = this.#settings;
    const combine = combineBy(this.#unit);
    const query = { history, family, grouping: this.#grouping, windowSeconds, combine };
    const plotted = familyLines(query, this.#quantile);
    setText(this.#note, noteText(plotted));
    return plotted;
  }

  #factsText(): string {
    const { labels, labelSets, history } = this.#family;
    const names = labels.length === 0 ? "No labels" : `Labels: ${labels.join(", ")}`;
    const series = countLabelSets(this.#settings.history, history);
    const most =
      labelSets === undefined || labels.length === 0 ? "" : ` of at most ${labelSets.toLocaleString("en")}`;
    return `${names} · ${series.toLocaleString("en")}${most} label sets`;
  }
}

/** One line for all series of a gauge. */
const COMBINED = { sum: "the sum", latest: "the latest", mean: "the mean" } as const;

/** What a plot shows, in words for screen readers. */
const PLOTTED_QUANTITY = {
  gauge: "value",
  histogram: "quantiles",
  untyped: "value",
} as const;

/**
 * The grouping until the user chooses one. A gauge or a family with few series: each series. A counter with more: by
 * the label with the most values that still give few lines. A histogram: all together, as three quantiles.
 */
function defaultGrouping({ labels, history }: PageFamily): Grouping {
  const total: Grouping = { kind: "total" };
  if (history === undefined || labels.length === 0 || history.type === "histogram") return total;
  const { samples, type } = history;
  if (type !== "counter" || samples.length <= MOST_LINES) return { kind: "each" };
  let best = { label: "", values: 1 };
  for (const label of labels) {
    const values = new Set(samples.map((sample) => sample.labels[label])).size;
    if (values <= MOST_LINES && values > best.values) best = { label, values };
  }
  return best.label === "" ? total : { kind: "label", label: best.label };
}

function familyLines(query: LineQuery, quantile: number): PlotLines {
  const { type } = query.family;
  if (type === "counter") return counterLines(query);
  return type === "histogram" ? histogramLines({ ...query, quantile }) : gaugeLines(query);
}

function noteText({ lines, omitted }: PlotLines): string {
  if (!lines.some(({ values }) => values.some((value) => Number.isFinite(value)))) {
    return "Nothing to draw yet: it takes two scrapes, and something recorded between them.";
  }
  return omitted === 0 ? "" : `The ${lines.length} largest of ${lines.length + omitted} lines are drawn.`;
}

/** The number of label sets in the last scrape. */
function countLabelSets({ scrapes }: History, family: FamilyHistory | undefined): number {
  if (family === undefined) return 0;
  const present = family.samples.filter(({ lastScrape }) => lastScrape === scrapes - 1);
  if (family.type !== "histogram" && family.type !== "summary") return present.length;
  return present.filter(({ name }) => name.endsWith("_count")).length;
}
