import type { FamilyHistory, History } from "../history.js";
import { histogramLines, QUANTILES } from "../measure/histogram-lines.js";
import type { Grouping, Plotted } from "../measure/lines.js";
import { counterLines, gaugeLines } from "../measure/lines.js";
import { choice, element, formatRate, formatValue, setText, unitOf } from "./dom.js";
import type { PageFamily, Settings } from "./page-family.js";
import { Plot } from "./plot.js";
import { SeriesTable } from "./series-table.js";

/** An open family: what it is, its plot, and its series. */
export class FamilyPanel {
  readonly element: HTMLElement;
  readonly #settings: Settings;
  readonly #family: PageFamily;
  readonly #facts = element("p", { class: "facts" });
  readonly #controls = element("div", { class: "controls" });
  readonly #figure = element("div", { class: "plot", attributes: { role: "img" } });
  readonly #note = element("p", { class: "note" });
  #plot: Plot | undefined;
  #table: SeriesTable | undefined;
  #grouping: Grouping | undefined;
  #quantile = 0.95;

  constructor(settings: Settings, family: PageFamily) {
    this.#settings = settings;
    this.#family = family;
    this.element = element("div", { class: "panel" }, this.#facts, this.#note);
  }

  /** Shows the last scrape. */
  update(): void {
    const { history } = this.#family;
    setText(this.#facts, this.#factsText());
    if (history === undefined || history.samples.length === 0) {
      setText(this.#note, "No series yet: nothing has been recorded.");
      return;
    }
    if (this.#table === undefined) this.#make(history);
    this.#plot?.show(this.#plotted(history));
    this.#table?.update();
  }

  recolour(): void {
    this.#plot?.recolour();
  }

  remove(): void {
    this.#plot?.remove();
  }

  #make(history: FamilyHistory): void {
    const unit = unitOf(this.#family);
    this.#table = new SeriesTable(this.#settings, history, unit);
    const { type, name } = history;
    if (type === "summary") {
      this.element.append(this.#note, this.#table.element);
      return;
    }
    this.#makeControls(history);
    this.#figure.setAttribute(
      "aria-label",
      `Plot of ${name}: ${WHAT[type]} over time. The table below has the values now.`,
    );
    this.element.append(this.#controls, this.#figure, this.#note, this.#table.element);
    const settings = this.#settings;
    this.#plot = new Plot(this.#figure, {
      format: type === "counter" ? (value) => formatRate(value, unit) : (value) => formatValue(value, unit),
      get seconds() {
        return settings.rangeSeconds;
      },
    });
  }

  #makeControls({ type }: FamilyHistory): void {
    const labels = this.#family.labels;
    if (labels.length === 0) return;
    const grouping = this.#groupingOf();
    const options = [
      { value: "total", title: type === "gauge" ? "the sum" : "all together" },
      ...labels.map((label) => ({ value: `label:${label}`, title: `by ${label}` })),
      { value: "each", title: "each series" },
    ];
    const chosen = grouping.kind === "label" ? `label:${grouping.label}` : grouping.kind;
    const quantiles = choice(
      "Quantile",
      QUANTILES.map((quantile) => ({ value: String(quantile), title: `p${quantile * 100}` })),
      {
        chosen: String(this.#quantile),
        change: (value) => {
          this.#quantile = Number(value);
          this.update();
        },
      },
    );
    quantiles.hidden = type !== "histogram" || grouping.kind === "total";
    const lines = choice("Draw", options, {
      chosen,
      change: (value) => {
        const [kind, label = ""] = value.split(":");
        this.#grouping = kind === "label" ? { kind, label } : { kind: kind === "each" ? kind : "total" };
        quantiles.hidden = type !== "histogram" || kind === "total";
        this.update();
      },
    });
    this.#controls.replaceChildren(lines, quantiles);
  }

  #groupingOf(): Grouping {
    this.#grouping ??= tellingGrouping(this.#family);
    return this.#grouping;
  }

  #plotted(family: FamilyHistory): Plotted {
    const { history, windowSeconds } = this.#settings;
    const question = { history, family, grouping: this.#groupingOf(), windowSeconds };
    const plotted = linesOf(family, question, this.#quantile);
    setText(this.#note, noteOn(plotted));
    return plotted;
  }

  #factsText(): string {
    const { labels, labelSets, history } = this.#family;
    const names = labels.length === 0 ? "No labels" : `Labels: ${labels.join(", ")}`;
    const series = seriesCount(this.#settings.history, history);
    const most =
      labelSets === undefined || labels.length === 0 ? "" : ` of at most ${labelSets.toLocaleString("en")}`;
    return `${names} · ${series.toLocaleString("en")}${most} label sets`;
  }
}

const WHAT = {
  counter: "rate per second",
  gauge: "value",
  histogram: "quantiles",
  untyped: "value",
} as const;

function linesOf(
  family: FamilyHistory,
  question: Parameters<typeof counterLines>[0],
  quantile: number,
): Plotted {
  if (family.type === "counter") return counterLines(question);
  return family.type === "histogram" ? histogramLines({ ...question, quantile }) : gaugeLines(question);
}

function noteOn({ lines, omitted }: Plotted): string {
  if (!lines.some(({ values }) => values.some((value) => Number.isFinite(value)))) {
    return "Nothing to draw yet: it takes two scrapes, and something recorded between them.";
  }
  return omitted === 0 ? "" : `The ${lines.length} largest of ${lines.length + omitted} lines are drawn.`;
}

/** How many label sets the last scrape had. */
function seriesCount({ scrapes }: History, family: FamilyHistory | undefined): number {
  if (family === undefined) return 0;
  const present = family.samples.filter(({ seen }) => seen === scrapes - 1);
  if (family.type !== "histogram" && family.type !== "summary") return present.length;
  return present.filter(({ name }) => name.endsWith("_count")).length;
}

/** More lines than these are left out. */
const LINES = 8;

/**
 * How a family is drawn until a person chooses: each series if there are few, otherwise by the label that tells
 * most of them apart with few lines. Of a histogram all together, which shows three quantiles.
 */
export function tellingGrouping({ labels, history }: PageFamily): Grouping {
  const total: Grouping = { kind: "total" };
  if (history === undefined || labels.length === 0 || history.type === "histogram") return total;
  const { samples, type } = history;
  if (type !== "counter" || samples.length <= LINES) return { kind: "each" };
  let best = { label: "", values: 1 };
  for (const label of labels) {
    const values = new Set(samples.map((sample) => sample.labels[label])).size;
    if (values <= LINES && values > best.values) best = { label, values };
  }
  return best.label === "" ? total : { kind: "label", label: best.label };
}
