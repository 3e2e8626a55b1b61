import { type History, KEPT_SAMPLES } from "../history.js";
import type { ScrapeResult } from "../scrape.js";
import { byId, formatSeconds, formatValue, setText } from "./dom.js";
import type { Filter } from "./family-list.js";
import type { Settings } from "./page-family.js";

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

/** What the head of the page says of the program and of the scrapes. */
export class Status {
  readonly #history: History;
  #failures = 0;

  constructor(history: History) {
    this.#history = history;
  }

  /** Says how the last scrape went. */
  show({ error, duration, size, pause }: ScrapeResult): void {
    this.#failures = error === undefined ? 0 : this.#failures + 1;
    const alert = byId("alert");
    alert.hidden = error === undefined;
    byId("retry").hidden = error === undefined;
    document.body.classList.toggle("stale", error !== undefined);
    if (error !== undefined) {
      const times = this.#failures === 1 ? "The last scrape" : `The last ${this.#failures} scrapes`;
      setText(
        byId("problem"),
        `${times} failed: ${error}. The next is due in ${formatSeconds(pause / 1000)}.`,
      );
      return;
    }
    setText(byId("program"), this.#programText());
    setText(byId("scrapes"), this.#scrapesText({ duration, size, pause }));
  }

  #programText(): string {
    const started = this.#latest("process_start_time_seconds");
    const memory = this.#latest("process_resident_memory_bytes");
    const version = this.#history.families.get("nodejs_version_info")?.samples[0]?.labels["version"];
    const parts = [location.host];
    if (started !== undefined) parts.push(`up ${formatSeconds(Math.max(0, Date.now() / 1000 - started))}`);
    if (version !== undefined) parts.push(`Node.js ${version.replace(/^v/, "")}`);
    if (memory !== undefined) parts.push(formatValue(memory, "bytes"));
    return parts.join(" · ");
  }

  #scrapesText({ duration, size, pause }: Omit<ScrapeResult, "error">): string {
    const { families, sampleCount, keepsAll } = this.#history;
    const found = `${families.size} families, ${sampleCount.toLocaleString("en")} samples, ${formatValue(size, "bytes")}`;
    const text = `${found}, in ${formatSeconds(duration / 1000)}, every ${formatSeconds(pause / 1000)}`;
    const limit = KEPT_SAMPLES.toLocaleString("en");
    return keepsAll ? text : `${text}. Over ${limit} samples, only open families are remembered`;
  }

  #latest(family: string): number | undefined {
    return this.#history.families.get(family)?.samples[0]?.latest;
  }
}

/** What the page's address keeps behind `#`, so that a reload or a link shows the same. */
export interface AddressState {
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
