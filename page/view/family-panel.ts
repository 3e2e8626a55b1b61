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
import { formatRate, formatValue, unitOf } from "./format.js";
import type { PageFamily, Settings } from "./page-family.js";
import { Plot } from "./plot.js";
import { SeriesTable } from "./series-table.js";

/** The panel of an open family: its labels, its plot and the table of its series. */
export class FamilyPanel {
  readonly element: HTMLElement;
  readonly #settings: Settings;
  readonly #family: PageFamily;
  readonly #facts = createElement("p", { class: "facts" });
  readonly #controls = createElement("div", { class: "controls" });
  readonly #figure = createElement("div", { class: "plot", attributes: { role: "img" } });
  readonly #note = createElement("p", { class: "note" });
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
    if (this.#table === undefined) this.#fill(history);
    this.#plot?.show(this.#computeLines(history));
    this.#table?.update();
  }

  recolour(): void {
    this.#plot?.recolour();
  }

  remove(): void {
    this.#plot?.remove();
  }

  /** Adds the controls, the plot and the table. */
  #fill(history: FamilyHistory): void {
    const unit = unitOf(this.#family);
    this.#table = new SeriesTable(this.#settings, history, unit);
    const { type, name } = history;
    if (type === "summary") {
      this.element.append(this.#note, this.#table.element);
      return;
    }
    this.#fillControls(history);
    this.#figure.setAttribute(
      "aria-label",
      `Plot of ${name}: ${PLOTTED_QUANTITY[type]} over time. The table below has the values now.`,
    );
    this.element.append(this.#controls, this.#figure, this.#note, this.#table.element);
    const settings = this.#settings;
    this.#plot = new Plot(this.#figure, {
      format: type === "counter" ? (value) => formatRate(value, unit) : (value) => formatValue(value, unit),
      get rangeSeconds() {
        return settings.rangeSeconds;
      },
    });
  }

  #fillControls({ type }: FamilyHistory): void {
    const labels = this.#family.labels;
    if (labels.length === 0) return;
    const grouping = this.#grouping;
    const options = [
      { value: "total", title: type === "gauge" ? "the sum" : "all together" },
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
    const query = { history, family, grouping: this.#grouping, windowSeconds };
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

/** What a plot shows, in words for screen readers. */
const PLOTTED_QUANTITY = {
  counter: "rate per second",
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
