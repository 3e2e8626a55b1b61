import { type Headline, headline } from "../measure/summary.js";
import { element, formatRate, formatValue, setText, type Unit, unitOf } from "./dom.js";
import { FamilyPanel } from "./family-panel.js";
import type { PageFamily, Settings } from "./page-family.js";

let rows = 0;

/** A family in the list: its name, its headline, and, once it is opened, its panel. */
export class FamilyRow {
  readonly element: HTMLLIElement;
  readonly button: HTMLButtonElement;
  readonly family: PageFamily;
  readonly #settings: Settings;
  readonly #value = element("span", { class: "value" });
  readonly #sparkline = new Sparkline();
  #panel: FamilyPanel | undefined;
  /** Whether a person can see it now; what cannot be seen is not drawn. */
  #visible = false;

  constructor(settings: Settings, family: PageFamily, toggled: (row: FamilyRow) => void) {
    this.#settings = settings;
    this.family = family;
    rows += 1;
    const id = `family-${rows}`;
    const attributes = { type: "button", "aria-expanded": "false", "aria-controls": id, tabindex: "-1" };
    const type = element("span", { class: `type ${family.type}` }, family.type);
    const name = element("span", { class: "name" }, breakable(family.name));
    const help = element("span", { class: "summary" }, family.help);
    this.button = element(
      "button",
      { class: "head", attributes },
      name,
      type,
      help,
      this.#sparkline.element,
      this.#value,
    );
    this.button.addEventListener("click", () => {
      this.toggle();
      toggled(this);
    });
    const heading = element("h3", {}, this.button);
    this.element = element("li", { class: "family", attributes: { id: `${id}-row` } }, heading);
    this.element.append(element("div", { attributes: { id } }));
  }

  get open(): boolean {
    return this.#panel !== undefined;
  }

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
    this.#settings.history.want(this.family.name, this.open);
    if (this.open) this.#panel?.update();
  }

  show(visible: boolean): void {
    this.#visible = visible;
    this.update();
  }

  /** Shows the last scrape, if a person can see it. */
  update(): void {
    if (!this.#visible) return;
    const { history } = this.family;
    const none = history === undefined || history.samples.length === 0;
    this.#value.classList.toggle("none", none);
    if (none) setText(this.#value, "no series");
    else this.#showHeadline(headline(this.#settings.history, history, this.#settings.windowSeconds));
    this.#panel?.update();
  }

  recolour(): void {
    this.#panel?.recolour();
  }

  #showHeadline({ kind, times, values, latest }: Headline): void {
    this.#sparkline.show(times, values);
    setText(this.#value, headlineText(kind, latest, unitOf(this.family)));
  }
}

function headlineText(kind: Headline["kind"], value: number, unit: Unit): string {
  switch (kind) {
    case "rate":
      return formatRate(value, unit);
    case "p95":
      return `p95 ${formatValue(value, unit)}`;
    case "count":
      return `${formatValue(value, "none")} in all`;
    case "value":
      return formatValue(value, unit);
    default:
      return kind satisfies never;
  }
}

/** A name with places where it may be broken on a narrow screen. */
function breakable(name: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const part of name.split(/(?<=_)/)) fragment.append(part, document.createElement("wbr"));
  return fragment;
}

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
