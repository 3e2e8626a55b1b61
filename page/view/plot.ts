import uPlot from "uplot";
import type { PlotLines } from "../measure/lines.js";

/** What a plot asks for each time that it draws. */
export interface PlotOptions {
  /** Formats a value of the legend. */
  format(value: number): string;
  /** Formats a value of the axis. `step` is the distance to the next one. */
  formatTick(value: number, step: number): string;
  /** The steps that the axis can have; `undefined` for decimal ones. */
  readonly steps: readonly number[] | undefined;
  /** The least range of values whose 0 means nothing, as of points in time; `undefined` for an axis with 0. */
  readonly leastRange: number | undefined;
  /** The number of seconds that the plot shows. */
  readonly rangeSeconds: number;
}

/** CSS pixels. */
const PLOT_HEIGHT = 220;
/** The width of a time on the axis, in CSS pixels. */
const TIME_LABEL = 64;
/** Seconds. */
const SHORTEST_RANGE = 60;
/** The number of colours in the style sheet: `--line-1` and so on. */
const LINE_COLOURS = 8;

/** A plot of lines over time. It fills the width of its parent element. */
export class Plot {
  readonly #parent: HTMLElement;
  readonly #options: PlotOptions;
  readonly #resizeObserver: ResizeObserver;
  #plot: uPlot | undefined;
  /** The titles of the lines that the current plot was created for. */
  #titles = "";
  #shown: PlotLines = { times: new Float64Array(), lines: [], omitted: 0 };

  constructor(parent: HTMLElement, options: PlotOptions) {
    this.#parent = parent;
    this.#options = options;
    this.#resizeObserver = new ResizeObserver(() => {
      this.#plot?.setSize({ width: parent.clientWidth, height: PLOT_HEIGHT });
    });
    this.#resizeObserver.observe(parent);
  }

  show(plotted: PlotLines): void {
    this.#shown = plotted;
    const titles = JSON.stringify(plotted.lines.map(({ title }) => title));
    if (this.#plot === undefined || titles !== this.#titles) this.#createPlot(titles);
    else this.#plot.setData(alignedData(plotted));
    this.#showLatestInLegend();
  }

  /** Draws again with the current colours of the style sheet. */
  recolour(): void {
    if (this.#plot !== undefined) this.#createPlot(this.#titles);
  }

  remove(): void {
    this.#resizeObserver.disconnect();
    this.#plot?.destroy();
  }

  #createPlot(titles: string): void {
    this.#plot?.destroy();
    this.#titles = titles;
    const { lines } = this.#shown;
    const { steps } = this.#options;
    const axis = {
      stroke: readColour("--muted"),
      grid: { stroke: readColour("--grid"), width: 1 },
      ticks: { stroke: readColour("--grid"), width: 1 },
      font: "12px system-ui, sans-serif",
    };
    const options: uPlot.Options = {
      width: this.#parent.clientWidth,
      height: PLOT_HEIGHT,
      padding: [null, TIME_LABEL / 2, null, null], // the last time stands at the end of the axis
      cursor: { drag: { x: false, y: false }, sync: { key: "page" } },
      scales: {
        x: { range: () => this.#timeRange() },
        y: {
          range: (_, low, high) => {
            const { leastRange } = this.#options;
            if (leastRange !== undefined) return rangeAround(low ?? 0, high ?? 0, leastRange);
            return uPlot.rangeNum(low, high, { min: SOFT_ZERO, max: { pad: 0.1 } });
          },
        },
      },
      hooks: { setCursor: [() => this.#showLatestInLegend()] },
      axes: [
        { ...axis, values: (_, ticks) => ticks.map(formatTime), space: 90 },
        {
          ...axis,
          ...(steps === undefined ? {} : { incrs: [...steps] }),
          size: axisWidth,
          values: (_, ticks, _axis, _space, step) =>
            ticks.map((tick) => this.#options.formatTick(tick, step)),
        },
      ],
      series: [
        {
          label: "Time",
          value: (_, time: number | null) => (time === null ? "–" : formatTime(time)),
        },
        ...lines.map(({ title }, index) => ({
          label: title,
          stroke: readColour(`--line-${(index % LINE_COLOURS) + 1}`),
          width: 1.75,
          points: { show: false },
          value: (_: uPlot, value: number | null) => (value === null ? "–" : this.#options.format(value)),
        })),
      ],
    };
    this.#plot = new uPlot(options, alignedData(this.#shown), this.#parent);
    this.#showLatestInLegend();
  }

  /** Shows the last values in the legend, unless the pointer is on the plot. */
  #showLatestInLegend(): void {
    const plot = this.#plot;
    if (plot === undefined || plot.data[0].length === 0 || (plot.cursor.left ?? -1) >= 0) return;
    plot.setLegend({ idx: plot.data[0].length - 1 }, false);
  }

  /** Ends at the last scrape; starts at the first scrape until there are enough to fill the chosen range. */
  #timeRange(): [number, number] {
    const { times } = this.#shown;
    const last = times.at(-1) ?? Date.now() / 1000;
    const length = Math.max(SHORTEST_RANGE, Math.min(this.#options.rangeSeconds, last - (times[0] ?? last)));
    return [last - length, last];
  }
}

/** CSS pixels. */
const NARROWEST_AXIS = 72;

/** Makes the axis of values as wide as its longest text. */
function axisWidth(plot: uPlot, texts: readonly string[] | null, index: number): number {
  const { gap = 0, ticks, font } = plot.axes[index] ?? {};
  plot.ctx.save();
  if (Array.isArray(font)) plot.ctx.font = font[0]; // in the pixels of the canvas
  const widths = (texts ?? [])
    .flatMap((text) => text.split("\n"))
    .map((line) => plot.ctx.measureText(line).width);
  plot.ctx.restore();
  const widest = Math.max(0, ...widths) / devicePixelRatio;
  return Math.max(NARROWEST_AXIS, Math.ceil(widest + gap + (ticks?.size ?? 0)));
}

/** The y axis includes 0 unless the values lie far from it. */
const SOFT_ZERO = { pad: 0.1, soft: 0, mode: 1 } as const;

/** The values with a tenth around them. */
function rangeAround(low: number, high: number, least: number): [number, number] {
  const pad = Math.max((high - low) / 10, (least - (high - low)) / 2);
  return [low - pad, high + pad];
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium", hourCycle: "h23" });

/** @param time in seconds since 1970 */
function formatTime(time: number): string {
  return clock.format(time * 1000);
}

/** Reads a colour of the style sheet, for a canvas. */
function readColour(variable: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${variable})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** The page did not scrape while it was hidden: an interval of this many usual intervals is drawn as a gap. */
const GAP_INTERVALS = 5;

/** Converts lines to the library's format, where `null` is a gap. A gap in time gets a time of its own without values. */
function alignedData({ times, lines }: PlotLines): uPlot.AlignedData {
  const intervals = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const usual = [...intervals].sort((left, right) => left - right)[Math.floor(intervals.length / 2)] ?? 0;
  const drawnTimes: number[] = [];
  const values = lines.map((): (number | null)[] => []);
  for (const [index, time] of times.entries()) {
    if ((intervals[index - 1] ?? 0) > usual * GAP_INTERVALS) {
      drawnTimes.push(time - usual / 2);
      for (const line of values) line.push(null);
    }
    drawnTimes.push(time);
    for (const [position, line] of lines.entries()) {
      const value = line.values[index];
      values[position]?.push(value !== undefined && Number.isFinite(value) ? value : null);
    }
  }
  return [drawnTimes, ...values];
}
