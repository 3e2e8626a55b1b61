import type { FamilyHistory } from "../history.js";
import { type SeriesColumn, type SeriesRow, seriesColumns, seriesRows } from "../measure/summary.js";
import { createElement, setText } from "./dom.js";
import { formatRate, formatValue } from "./format.js";
import type { Settings } from "./page-family.js";
import { PLAIN, type Unit } from "./unit.js";

/** The number of rows that are shown at first. */
const FIRST_ROWS = 25;

/** The column by which a table is sorted. */
interface SortOrder {
  readonly column: number;
  readonly descending: boolean;
}

/** The table of a family's series and their current values. */
export class SeriesTable {
  readonly element = createElement("div", { class: "series" });
  /** Of the values that the next update shows. */
  unit: Unit = PLAIN;
  readonly #settings: Settings;
  readonly #family: FamilyHistory;
  readonly #body = createElement("tbody");
  readonly #more = createElement("button", { class: "button more", attributes: { type: "button" } });
  #labels: readonly string[] = [];
  /** `undefined`: in the order of the exposition. */
  #order: SortOrder | undefined;
  #limit = FIRST_ROWS;

  constructor(settings: Settings, family: FamilyHistory) {
    this.#settings = settings;
    this.#family = family;
    this.#more.addEventListener("click", () => {
      this.#limit = this.#limit * 4;
      this.update();
    });
  }

  /** Shows the values of the last scrape. */
  update(): void {
    const rows = seriesRows(this.#settings.history, this.#family, this.#settings.windowSeconds);
    const labels = [...new Set(rows.flatMap(({ labels }) => Object.keys(labels)))].filter(
      (name) => name !== "le",
    );
    const changed = labels.join() !== this.#labels.join();
    this.#labels = labels;
    if (changed || this.element.childElementCount === 0) this.#createTable();
    this.#fillRows(this.#sort(rows).slice(0, this.#limit));
    const hidden = rows.length - this.#limit;
    this.#more.hidden = hidden <= 0;
    setText(
      this.#more,
      `Show ${Math.min(hidden, this.#limit * 3)} more of ${rows.length.toLocaleString("en")}`,
    );
  }

  #createTable(): void {
    this.#body.replaceChildren();
    const columns = seriesColumns(this.#family);
    const titles = [...this.#labels, ...columns.map(({ title }) => title)];
    const heads = titles.map((title, column) => this.#createHead(title, column));
    const head = createElement("thead", {}, createElement("tr", {}, ...heads));
    const caption = createElement("caption", { class: "unseen" }, `Series of ${this.#family.name}`);
    const table = createElement("table", {}, caption, head, this.#body);
    this.element.replaceChildren(createElement("div", { class: "scroll" }, table), this.#more);
  }

  #createHead(title: string, column: number): HTMLElement {
    const numeric = column >= this.#labels.length;
    const order =
      this.#order?.column === column ? (this.#order.descending ? "descending" : "ascending") : "none";
    const button = createElement("button", { class: "sort", attributes: { type: "button" } }, title);
    const attributes = { scope: "col", "aria-sort": order };
    const head = createElement("th", { class: numeric ? "number" : "label", attributes }, button);
    button.addEventListener("click", () => {
      this.#order = nextOrder(this.#order, { column, descending: numeric });
      this.#createTable();
      this.update();
      const sorted = this.element.querySelectorAll<HTMLElement>(".sort")[column];
      sorted?.focus();
    });
    return head;
  }

  #sort(rows: readonly SeriesRow[]): readonly SeriesRow[] {
    const order = this.#order;
    if (order === undefined) return rows;
    const label = this.#labels[order.column];
    const position = order.column - this.#labels.length;
    const sign = order.descending ? -1 : 1;
    return [...rows].sort((left, right) => {
      if (label !== undefined)
        return sign * compareTexts(left.labels[label] ?? "", right.labels[label] ?? "");
      return compareNumbers(left.values[position] ?? Number.NaN, right.values[position] ?? Number.NaN, sign);
    });
  }

  /** Writes over the existing rows, so that unchanged cells need no new layout. */
  #fillRows(rows: readonly SeriesRow[]): void {
    const columns = seriesColumns(this.#family);
    while (this.#body.rows.length > rows.length) this.#body.deleteRow(-1);
    for (const [index, { labels, values }] of rows.entries()) {
      const row = this.#body.rows[index] ?? this.#body.insertRow();
      const texts = [
        ...this.#labels.map((name) => labels[name] ?? ""),
        ...columns.map((column, position) => this.#format(column, values[position] ?? Number.NaN)),
      ];
      for (const [position, text] of texts.entries()) {
        const cell = row.cells[position] ?? row.insertCell();
        cell.className = position < this.#labels.length ? "label" : "number";
        setText(cell, text);
      }
    }
  }

  #format({ kind }: SeriesColumn, value: number): string {
    switch (kind) {
      case "value":
        return formatValue(value, this.unit);
      case "count":
        return formatValue(value, PLAIN);
      case "rate":
        return formatRate(value, this.#family.type === "counter" ? this.unit : PLAIN);
      default:
        return kind satisfies never;
    }
  }
}

/** The first click on a column sorts, the second sorts in the other direction, the third restores the order. */
function nextOrder(order: SortOrder | undefined, first: SortOrder): SortOrder | undefined {
  if (order?.column !== first.column) return first;
  return order.descending === first.descending ? { ...first, descending: !first.descending } : undefined;
}

const collator = new Intl.Collator("en", { numeric: true });

function compareTexts(left: string, right: string): number {
  return collator.compare(left, right);
}

/** Sorts NaN last in both directions. */
function compareNumbers(left: number, right: number, sign: number): number {
  if (Number.isNaN(left) || Number.isNaN(right))
    return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
  return left === right ? 0 : sign * (left < right ? -1 : 1);
}
