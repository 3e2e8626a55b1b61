import { byId } from "./dom.js";
import type { Filter } from "./family-list.js";
import type { Settings } from "./page-family.js";

/** Called when the user changes one of the controls. */
interface ToolbarListener {
  onFilter(filter: Filter): void;
  /** The settings have changed. */
  onSettings(): void;
}

/** The controls above the list. */
export class Toolbar {
  readonly #words = inputById("filter");
  readonly #type = selectById("type");

  constructor(settings: Settings, listener: ToolbarListener) {
    this.#words.addEventListener("input", () => listener.onFilter(this.filter));
    this.#type.addEventListener("change", () => listener.onFilter(this.filter));
    const [range, rateWindow] = [selectById("range"), selectById("window")];
    range.value = String(settings.rangeSeconds);
    rateWindow.value = String(settings.windowSeconds);
    const updateSettings = () => {
      settings.rangeSeconds = Number(range.value);
      settings.windowSeconds = Number(rateWindow.value);
      listener.onSettings();
    };
    for (const control of [range, rateWindow]) control.addEventListener("change", updateSettings);
    document.addEventListener("keydown", (event) => this.#onKey(event, listener));
  }

  get filter(): Filter {
    return { words: this.#words.value, type: this.#type.value };
  }

  set filter({ words, type }: Filter) {
    this.#words.value = words;
    this.#type.value = type;
    if (this.#type.selectedIndex < 0) this.#type.value = "";
  }

  /** `/` moves the focus to the filter; Escape clears it. */
  #onKey(event: KeyboardEvent, listener: ToolbarListener): void {
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      this.#words.focus();
      this.#words.select();
    } else if (event.key === "Escape" && event.target === this.#words) {
      this.#words.value = "";
      listener.onFilter(this.filter);
    }
  }
}

function inputById(id: string): HTMLInputElement {
  const element = byId(id);
  if (element instanceof HTMLInputElement) return element;
  throw new Error(`the element ${id} is not an input`);
}

function selectById(id: string): HTMLSelectElement {
  const element = byId(id);
  if (element instanceof HTMLSelectElement) return element;
  throw new Error(`the element ${id} is not a select`);
}

/** What the page's address has after `#`, so that a reload or a link shows the same families. */
interface AddressState {
  readonly filter: Filter;
  /** The names of the families that are open. */
  readonly open: readonly string[];
}

export function readAddress(hash: string): AddressState {
  const state = new URLSearchParams(hash.replace(/^#/, ""));
  const open = (state.get("open") ?? "").split(",").filter((name) => name !== "");
  return { filter: { words: state.get("filter") ?? "", type: state.get("type") ?? "" }, open };
}

export function writeAddress({ filter, open }: AddressState): string {
  const state = new URLSearchParams();
  if (filter.words !== "") state.set("filter", filter.words);
  if (filter.type !== "") state.set("type", filter.type);
  if (open.length > 0) state.set("open", open.join(","));
  const text = state.toString();
  return text === "" ? "" : `#${text}`;
}
