import { element, setText } from "./dom.js";
import { FamilyRow } from "./family-row.js";
import type { PageFamily, Settings } from "./page-family.js";

/** The families in two sections: those of the schema, and what else is exposed. */
export class FamilyList {
  readonly #settings: Settings;
  readonly #rows = new Map<string, FamilyRow>();
  readonly #rowOf = new Map<Element, FamilyRow>();
  readonly #sections: Readonly<Record<"schema" | "others", Section>>;
  readonly #opened: () => void;
  readonly #seen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) this.#rowOf.get(target)?.show(isIntersecting);
    },
    { rootMargin: "200px" },
  );
  #filter: Filter = { words: "", type: "" };

  /** @param opened told when a family is opened or closed */
  constructor(settings: Settings, parent: HTMLElement, opened: () => void) {
    this.#settings = settings;
    this.#opened = opened;
    this.#sections = { schema: section("Schema"), others: section("Also exposed") };
    for (const { element: part } of Object.values(this.#sections)) parent.append(part);
    parent.addEventListener("keydown", (event) => this.#move(event));
    parent.addEventListener("focusin", ({ target }) => {
      if (target instanceof HTMLButtonElement && this.#isHead(target)) this.#makeTabStop(target);
    });
  }

  /** Adds a family at the end of its section. */
  add(family: PageFamily): void {
    const row = new FamilyRow(this.#settings, family, this.#opened);
    this.#rows.set(family.name, row);
    this.#rowOf.set(row.element, row);
    this.#section(family).list.append(row.element);
    row.element.hidden = !matches(family, this.#filter);
    this.#seen.observe(row.element);
  }

  has(name: string): boolean {
    return this.#rows.has(name);
  }

  /** The names of the families that are open. */
  get open(): readonly string[] {
    return [...this.#rows.values()].filter((row) => row.open).map(({ family }) => family.name);
  }

  openFamily(name: string): void {
    const row = this.#rows.get(name);
    if (row !== undefined && !row.open) row.toggle();
  }

  /** Shows the last scrape. */
  update(): void {
    for (const row of this.#rows.values()) row.update();
  }

  recolour(): void {
    for (const row of this.#rows.values()) row.recolour();
  }

  /** @returns how many families are listed */
  filter(filter: Filter): number {
    this.#filter = filter;
    for (const row of this.#rows.values()) row.element.hidden = !matches(row.family, filter);
    this.refresh();
    return this.#heads().length;
  }

  /** Brings headings, and what the Tab key leads to, in line with what is listed. */
  refresh(): void {
    for (const { element: part, list, count } of Object.values(this.#sections)) {
      const listed = [...list.children].filter((row) => row instanceof HTMLElement && !row.hidden).length;
      part.hidden = listed === 0;
      setText(count, String(listed));
    }
    const heads = this.#heads();
    if (!heads.some((head) => head.tabIndex === 0)) heads[0]?.setAttribute("tabindex", "0");
  }

  #section({ labelSets, name }: PageFamily): Section {
    const own = labelSets !== undefined && !name.startsWith("metricsmith_");
    return own ? this.#sections.schema : this.#sections.others;
  }

  /** The buttons of the families that are listed. */
  #heads(): readonly HTMLButtonElement[] {
    return [...this.#rows.values()].filter((row) => !row.element.hidden).map(({ button }) => button);
  }

  #isHead(button: HTMLButtonElement): boolean {
    return button.classList.contains("head");
  }

  /** One family at a time is in the order of the Tab key; arrows lead to the others. */
  #makeTabStop(button: HTMLButtonElement): void {
    for (const row of this.#rows.values()) row.button.tabIndex = row.button === button ? 0 : -1;
  }

  #move(event: KeyboardEvent): void {
    const { target, key } = event;
    if (!(target instanceof HTMLButtonElement) || !this.#isHead(target)) return;
    const heads = [...this.#sections.schema.list.children, ...this.#sections.others.list.children]
      .map((child) => this.#rowOf.get(child))
      .filter((row) => row !== undefined && !row.element.hidden)
      .map((row) => row?.button);
    const position = heads.indexOf(target);
    const next = { ArrowDown: position + 1, ArrowUp: position - 1, Home: 0, End: heads.length - 1 }[key];
    if (next === undefined) return;
    event.preventDefault();
    heads[Math.max(0, next)]?.focus();
  }
}

interface Section {
  readonly element: HTMLElement;
  readonly list: HTMLUListElement;
  readonly count: HTMLElement;
}

function section(title: string): Section {
  const list = element("ul", { class: "families" });
  const count = element("span", { class: "count" });
  const part = element(
    "section",
    { attributes: { "aria-label": title } },
    element("h2", {}, `${title} `, count),
    list,
  );
  part.hidden = true;
  return { element: part, list, count };
}

/** Which families are listed. */
export interface Filter {
  /** Words, all of which must occur in a family's name, help or label names. */
  readonly words: string;
  /** A type; empty for all. */
  readonly type: string;
}

/** Whether a family is listed. */
export function matches({ name, type, help, labels }: PageFamily, filter: Filter): boolean {
  if (filter.type !== "" && filter.type !== type) return false;
  const text = `${name} ${help} ${labels.join(" ")}`.toLowerCase();
  return filter.words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
