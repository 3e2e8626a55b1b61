const NAMESPACE = "http://www.w3.org/2000/svg";
const WIDTH = 120;
const HEIGHT = 26;

/** A small line without axes, beside a family's name. */
export class Sparkline {
  readonly element = document.createElementNS(NAMESPACE, "svg");
  readonly #line = document.createElementNS(NAMESPACE, "polyline");

  constructor() {
    this.element.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    this.element.setAttribute("preserveAspectRatio", "none");
    this.element.setAttribute("class", "sparkline");
    this.element.setAttribute("aria-hidden", "true"); // the value beside it says what there is to say
    this.element.append(this.#line);
  }

  show(times: Float64Array, values: Float64Array): void {
    this.#line.setAttribute("points", points(times, values));
  }
}

function points(times: Float64Array, values: Float64Array): string {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (high < low) return "";
  const begin = times[0] ?? 0;
  const length = Math.max((times.at(-1) ?? begin) - begin, 1);
  const height = high - low;
  let text = "";
  for (const [index, value] of values.entries()) {
    if (!Number.isFinite(value)) continue;
    const x = (((times[index] ?? begin) - begin) / length) * WIDTH;
    // A value that does not change is drawn at the bottom if it is 0, else in the middle.
    const share = height === 0 ? (high === 0 ? 0 : 0.5) : (value - low) / height;
    text += `${x.toFixed(1)},${(HEIGHT - 2 - share * (HEIGHT - 4)).toFixed(1)} `;
  }
  return text;
}
