import { byId } from "./element.js";
import type { Filter } from "./filter.js";
import type { Settings } from "./settings.js";

/** Told what a person has chosen. */
export interface ToolbarWatcher {
  filtered(filter: Filter): void;
  /** The settings have changed. */
  settled(): void;
}

/** The controls above the list. */
export class Toolbar {
  readonly #words = input("filter");
  readonly #type = select("type");

  constructor(settings: Settings, watcher: ToolbarWatcher) {
    this.#words.addEventListener("input", () => watcher.filtered(this.filter));
    this.#type.addEventListener("change", () => watcher.filtered(this.filter));
    const [range, rateWindow] = [select("range"), select("window")];
    range.value = String(settings.rangeSeconds);
    rateWindow.value = String(settings.windowSeconds);
    const settle = () => {
      settings.rangeSeconds = Number(range.value);
      settings.windowSeconds = Number(rateWindow.value);
      watcher.settled();
    };
    for (const control of [range, rateWindow]) control.addEventListener("change", settle);
    document.addEventListener("keydown", (event) => this.#shortcut(event, watcher));
  }

  get filter(): Filter {
    return { words: this.#words.value, type: this.#type.value };
  }

  set filter({ words, type }: Filter) {
    this.#words.value = words;
    this.#type.value = type;
    if (this.#type.selectedIndex < 0) this.#type.value = "";
  }

  /** `/` leads to the filter, as in many a page with a list; Escape empties it. */
  #shortcut(event: KeyboardEvent, watcher: ToolbarWatcher): void {
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      this.#words.focus();
      this.#words.select();
    } else if (event.key === "Escape" && event.target === this.#words) {
      this.#words.value = "";
      watcher.filtered(this.filter);
    }
  }
}

function input(id: string): HTMLInputElement {
  const found = byId(id);
  if (found instanceof HTMLInputElement) return found;
  throw new Error(`${id} is no input`);
}

function select(id: string): HTMLSelectElement {
  const found = byId(id);
  if (found instanceof HTMLSelectElement) return found;
  throw new Error(`${id} is no select`);
}
