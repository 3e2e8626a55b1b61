import type { FamilyHistory } from "../history.js";
import { type Headline, headline } from "../measure/summary.js";
import { createElement, setText } from "./dom.js";
import { FamilyPanel } from "./family-panel.js";
import { formatRate, formatValue } from "./format.js";
import type { PageFamily, Settings } from "./page-family.js";
import { combineBy, PLAIN, type Unit, unitOf } from "./unit.js";

let createdRows = 0;

/** A family in the list: its name, its headline and, while it is open, its panel. */
export class FamilyRow {
  readonly element: HTMLLIElement;
  readonly button: HTMLButtonElement;
  readonly family: PageFamily;
  readonly #settings: Settings;
  readonly #value = createElement("span", { class: "value" });
  readonly #sparkline = new Sparkline();
  #panel: FamilyPanel | undefined;
  /** True while the row is on the screen; only then is it drawn. */
  #visible = false;

  /** @param onToggle called when the user opens or closes the family */
  constructor(settings: Settings, family: PageFamily, onToggle: () => void) {
    this.#settings = settings;
    this.family = family;
    createdRows += 1;
    const id = `family-${createdRows}`;
    const attributes = { type: "button", "aria-expanded": "false", "aria-controls": id, tabindex: "-1" };
    this.button = createElement(
      "button",
      { class: "head", attributes },
      createElement("span", { class: "name" }, breakableName(family.name)),
      createElement("span", { class: `type ${family.type}` }, family.type),
      createElement("span", { class: "summary" }, family.help),
      this.#sparkline.element,
      this.#value,
    );
    this.button.addEventListener("click", () => {
      this.toggle();
      onToggle();
    });
    const heading = createElement("h3", {}, this.button);
    this.element = createElement("li", { class: "family", attributes: { id: `${id}-row` } }, heading);
    this.element.append(createElement("div", { attributes: { id } }));
  }

  get open(): boolean {
    return this.#panel !== undefined;
  }

  /** Opens or closes the panel. */
  toggle(): void {
    if (this.#panel === undefined) {
      this.#panel = new FamilyPanel(this.#settings, this.family);
      this.element.lastElementChild?.append(this.#panel.element);
    } else {
      this.#panel.remove();
      this.#panel.element.remove();
      this.#panel = undefined;
    }
    this.button.setAttribute("aria-expanded", String(this.open));
    this.#settings.history.alwaysStore(this.family.name, this.open);
    if (this.open) this.#panel?.update();
  }

  setVisible(visible: boolean): void {
    this.#visible = visible;
    this.update();
  }

  /** Shows the last scrape, if the row is visible. */
  update(): void {
    if (!this.#visible) return;
    const { history } = this.family;
    const none = history === undefined || history.samples.length === 0;
    this.#value.classList.toggle("none", none);
    if (none) setText(this.#value, "no series");
    else this.#showHeadline(history);
    this.#panel?.update();
  }

  recolour(): void {
    this.#panel?.recolour();
  }

  #showHeadline(family: FamilyHistory): void {
    const { history, windowSeconds } = this.#settings;
    const unit = unitOf(this.family);
    const { kind, times, values, latest } = headline({
      history,
      family,
      windowSeconds,
      combine: combineBy(unit),
    });
    this.#sparkline.show(times, values);
    const text = headlineText(kind, latest, unit);
    // The date above the time: in one line they are wider than any other value.
    setText(this.#value, unit.kind === "timestamp" ? text.replace(" ", "\n") : text);
  }
}

function headlineText(kind: Headline["kind"], value: number, unit: Unit): string {
  switch (kind) {
    case "rate":
      return formatRate(value, unit);
    case "p95":
      return `p95 ${formatValue(value, unit)}`;
    case "count":
      return `${formatValue(value, PLAIN)} in all`;
    case "value":
      return formatValue(value, unit);
    default:
      return kind satisfies never;
  }
}

/** A name that a narrow screen can break after each underscore. */
function breakableName(name: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const part of name.split(/(?<=_)/)) fragment.append(part, document.createElement("wbr"));
  return fragment;
}

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";
const SPARKLINE_WIDTH = 120;
const SPARKLINE_HEIGHT = 26;

/** A small line without axes beside a family's name. */
class Sparkline {
  readonly element = document.createElementNS(SVG_NAMESPACE, "svg");
  readonly #line = document.createElementNS(SVG_NAMESPACE, "polyline");

  constructor() {
    this.element.setAttribute("viewBox", `0 0 ${SPARKLINE_WIDTH} ${SPARKLINE_HEIGHT}`);
    this.element.setAttribute("preserveAspectRatio", "none");
    this.element.setAttribute("class", "sparkline");
    this.element.setAttribute("aria-hidden", "true"); // a screen reader reads the value beside it
    this.element.append(this.#line);
  }

  show(times: Float64Array, values: Float64Array): void {
    this.#line.setAttribute("points", sparklinePoints(times, values));
  }
}

function sparklinePoints(times: Float64Array, values: Float64Array): string {
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
  let points = "";
  for (const [index, value] of values.entries()) {
    if (!Number.isFinite(value)) continue;
    const x = (((times[index] ?? begin) - begin) / length) * SPARKLINE_WIDTH;
    // A constant value is drawn at the bottom if it is 0, otherwise in the middle.
    const share = height === 0 ? (high === 0 ? 0 : 0.5) : (value - low) / height;
    points += `${x.toFixed(1)},${(SPARKLINE_HEIGHT - 2 - share * (SPARKLINE_HEIGHT - 4)).toFixed(1)} `;
  }
  return points;
}
