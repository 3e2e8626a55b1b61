import { createElement, setText } from "./dom.js";
import { FamilyRow } from "./family-row.js";
import type { PageFamily, Settings } from "./page-family.js";

/** The families in two sections: those of the schema, and all others. */
export class FamilyList {
  readonly #settings: Settings;
  readonly #rows = new Map<string, FamilyRow>();
  readonly #rowOf = new Map<Element, FamilyRow>();
  readonly #sections: Readonly<Record<"schema" | "others", Section>>;
  readonly #onToggle: () => void;
  readonly #visibility = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) this.#rowOf.get(target)?.setVisible(isIntersecting);
    },
    { rootMargin: "200px" },
  );
  #filter: Filter = { words: "", type: "" };

  /** @param onToggle called when a family is opened or closed */
  constructor(settings: Settings, parent: HTMLElement, onToggle: () => void) {
    this.#settings = settings;
    this.#onToggle = onToggle;
    this.#sections = { schema: createSection("Schema"), others: createSection("Also exposed") };
    for (const { element } of Object.values(this.#sections)) parent.append(element);
    parent.addEventListener("keydown", (event) => this.#moveFocus(event));
    parent.addEventListener("focusin", ({ target }) => {
      if (target instanceof HTMLButtonElement && isHead(target)) this.#makeTabStop(target);
    });
  }

  /** Adds a family at the end of its section. */
  add(family: PageFamily): void {
    const row = new FamilyRow(this.#settings, family, this.#onToggle);
    this.#rows.set(family.name, row);
    this.#rowOf.set(row.element, row);
    this.#sectionOf(family).list.append(row.element);
    row.element.hidden = !matchesFilter(family, this.#filter);
    this.#visibility.observe(row.element);
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

  /** @returns the number of families that match */
  filter(filter: Filter): number {
    this.#filter = filter;
    for (const row of this.#rows.values()) row.element.hidden = !matchesFilter(row.family, filter);
    this.#updateSections();
    return this.#visibleHeads().length;
  }

  /** Updates the counts in the headings, and makes sure that the Tab key reaches one of the families. */
  #updateSections(): void {
    for (const { element, list, count } of Object.values(this.#sections)) {
      const listed = [...list.children].filter((row) => row instanceof HTMLElement && !row.hidden).length;
      element.hidden = listed === 0;
      setText(count, String(listed));
    }
    const heads = this.#visibleHeads();
    if (!heads.some((head) => head.tabIndex === 0)) heads[0]?.setAttribute("tabindex", "0");
  }

  #sectionOf({ labelSets, name }: PageFamily): Section {
    const inSchema = labelSets !== undefined && !name.startsWith("metricsmith_");
    return inSchema ? this.#sections.schema : this.#sections.others;
  }

  /** The buttons of the families that match the filter. */
  #visibleHeads(): readonly HTMLButtonElement[] {
    return [...this.#rows.values()].filter((row) => !row.element.hidden).map(({ button }) => button);
  }

  /** The Tab key reaches one family; the arrow keys move to the others. */
  #makeTabStop(button: HTMLButtonElement): void {
    for (const row of this.#rows.values()) row.button.tabIndex = row.button === button ? 0 : -1;
  }

  #moveFocus(event: KeyboardEvent): void {
    const { target, key } = event;
    if (!(target instanceof HTMLButtonElement) || !isHead(target)) return;
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

function isHead(button: HTMLButtonElement): boolean {
  return button.classList.contains("head");
}

interface Section {
  readonly element: HTMLElement;
  readonly list: HTMLUListElement;
  readonly count: HTMLElement;
}

function createSection(title: string): Section {
  const list = createElement("ul", { class: "families" });
  const count = createElement("span", { class: "count" });
  const heading = createElement("h2", {}, `${title} `, count);
  const element = createElement("section", { attributes: { "aria-label": title } }, heading, list);
  element.hidden = true;
  return { element, list, count };
}

/** Which families are listed. */
export interface Filter {
  /** Words, all of which must occur in a family's name, help or label names. */
  readonly words: string;
  /** A type; empty for all types. */
  readonly type: string;
}

export function matchesFilter({ name, type, help, labels }: PageFamily, filter: Filter): boolean {
  if (filter.type !== "" && filter.type !== type) return false;
  const text = `${name} ${help} ${labels.join(" ")}`.toLowerCase();
  return filter.words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
