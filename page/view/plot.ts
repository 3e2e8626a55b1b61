import uPlot from "uplot";
import type { Plotted } from "../measure/lines.js";

/** How a plot shows its values. */
export interface PlotFormat {
  /** A value, on the axis and in the legend. */
  format(value: number): string;
  /** How many seconds it shows. */
  seconds: number;
}

const HEIGHT = 220;
const SHORTEST = 60;
const COLOURS = 8;

/** A plot of lines over time, in an element whose width it fills. */
export class Plot {
  readonly #parent: HTMLElement;
  readonly #format: PlotFormat;
  readonly #resized: ResizeObserver;
  #plot: uPlot | undefined;
  /** Which lines the plot was made for. */
  #titles = "";
  #shown: Plotted = { times: new Float64Array(), lines: [], omitted: 0 };

  constructor(parent: HTMLElement, format: PlotFormat) {
    this.#parent = parent;
    this.#format = format;
    this.#resized = new ResizeObserver(() => {
      this.#plot?.setSize({ width: parent.clientWidth, height: HEIGHT });
    });
    this.#resized.observe(parent);
  }

  show(plotted: Plotted): void {
    this.#shown = plotted;
    const titles = JSON.stringify(plotted.lines.map(({ title }) => title));
    if (this.#plot === undefined || titles !== this.#titles) this.#make(titles);
    else this.#plot.setData(dataOf(plotted));
    this.#tellLatest();
  }

  /** Draws with the colours that hold now. */
  recolour(): void {
    if (this.#plot !== undefined) this.#make(this.#titles);
  }

  remove(): void {
    this.#resized.disconnect();
    this.#plot?.destroy();
  }

  #make(titles: string): void {
    this.#plot?.destroy();
    this.#titles = titles;
    const { lines } = this.#shown;
    const axis = {
      stroke: colour("--muted"),
      grid: { stroke: colour("--grid"), width: 1 },
      ticks: { stroke: colour("--grid"), width: 1 },
      font: "12px system-ui, sans-serif",
    };
    const options: uPlot.Options = {
      width: this.#parent.clientWidth,
      height: HEIGHT,
      cursor: { drag: { x: false, y: false }, sync: { key: "page" } },
      scales: { x: { range: () => this.#timeRange() }, y: { range: { min: SOFT_ZERO, max: { pad: 0.1 } } } },
      hooks: { setCursor: [() => this.#tellLatest()] },
      axes: [
        { ...axis, values: TIMES, space: 90 },
        { ...axis, size: 72, values: (_, ticks) => ticks.map((tick) => this.#format.format(tick)) },
      ],
      series: [
        {
          label: "Time",
          value: (_, time: number | null) => (time === null ? "–" : clock.format(time * 1000)),
        },
        ...lines.map(({ title }, index) => ({
          label: title,
          stroke: colour(`--line-${(index % COLOURS) + 1}`),
          width: 1.75,
          points: { show: false },
          value: (_: uPlot, value: number | null) => (value === null ? "–" : this.#format.format(value)),
        })),
      ],
    };
    this.#plot = new uPlot(options, dataOf(this.#shown), this.#parent);
    this.#tellLatest();
  }

  /** While nothing is pointed at, the legend has the last values. */
  #tellLatest(): void {
    const plot = this.#plot;
    if (plot === undefined || plot.data[0].length === 0 || (plot.cursor.left ?? -1) >= 0) return;
    plot.setLegend({ idx: plot.data[0].length - 1 }, false);
  }

  /** Until now, and from the first time on while there are few. */
  #timeRange(): [number, number] {
    const { times } = this.#shown;
    const last = times.at(-1) ?? Date.now() / 1000;
    const length = Math.max(SHORTEST, Math.min(this.#format.seconds, last - (times[0] ?? last)));
    return [last - length, last];
  }
}

const SOFT_ZERO = { pad: 0.1, soft: 0, mode: 1 } as const;

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium", hourCycle: "h23" });
const TIMES = (_: uPlot, ticks: number[]) => ticks.map((tick) => clock.format(tick * 1000));

/** Longer than this many usual pauses between scrapes, nobody was looking, and nothing is drawn. */
const GAP = 5;

/** The library's own form: a gap is `null` there. Where no scrapes were made, a time is added that has none. */
function dataOf({ times, lines }: Plotted): uPlot.AlignedData {
  const pauses = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const usual = [...pauses].sort((left, right) => left - right)[Math.floor(pauses.length / 2)] ?? 0;
  const drawn: number[] = [];
  const values = lines.map((): (number | null)[] => []);
  for (const [index, time] of times.entries()) {
    if ((pauses[index - 1] ?? 0) > usual * GAP) {
      drawn.push(time - usual / 2);
      for (const line of values) line.push(null);
    }
    drawn.push(time);
    for (const [position, line] of lines.entries()) {
      const value = line.values[index];
      values[position]?.push(value !== undefined && Number.isFinite(value) ? value : null);
    }
  }
  return [drawn, ...values];
}

/** As the system has it, or as the person has chosen. */
const THEMES = ["auto", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

const KEY = "metricsmith-theme";

/** Lets a button go through the themes, remembers the choice, and tells when colours change. */
export function installTheme(button: HTMLElement, changed: () => void): void {
  let theme = remembered();
  const show = () => {
    document.documentElement.dataset["theme"] = theme;
    button.textContent = `Theme: ${theme}`;
  };
  show();
  button.addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "auto";
    remember(theme);
    show();
    changed();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
}

/** A colour of the style sheet as it is now, for canvases. */
export function colour(variable: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${variable})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function remembered(): Theme {
  try {
    const known = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === known) ?? "auto";
  } catch {
    return "auto"; // a browser may forbid storage
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // forbidden, then it holds until the page is left
  }
}
