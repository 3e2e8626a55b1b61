import { type Headline, headline } from "../measure/headline.js";
import { element, setText } from "./element.js";
import { FamilyPanel } from "./family-panel.js";
import { formatRate, formatValue, type Unit, unitOf } from "./format.js";
import type { PageFamily } from "./page-family.js";
import type { Settings } from "./settings.js";
import { Sparkline } from "./sparkline.js";

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
