import { type History, MOST_STORED_SAMPLES } from "../history.js";
import type { ScrapeResult } from "../scrape.js";
import { byId, setText } from "./dom.js";
import { formatSeconds, formatValue } from "./format.js";
import { BYTES } from "./unit.js";

/** The texts about the program and its scrapes: below the title, in the alert, and at the end of the page. */
export class Status {
  readonly #history: History;
  #failures = 0;

  constructor(history: History) {
    this.#history = history;
  }

  /** Shows how the last scrape ended. */
  show({ error, duration, size, nextDelay }: ScrapeResult): void {
    this.#failures = error === undefined ? 0 : this.#failures + 1;
    const alert = byId("alert");
    alert.hidden = error === undefined;
    byId("retry").hidden = error === undefined;
    document.body.classList.toggle("stale", error !== undefined);
    if (error !== undefined) {
      const failed = this.#failures === 1 ? "The last scrape" : `The last ${this.#failures} scrapes`;
      setText(
        byId("problem"),
        `${failed} failed: ${error}. The next is due in ${formatSeconds(nextDelay / 1000)}.`,
      );
      return;
    }
    setText(byId("program"), this.#programText());
    setText(byId("scrapes"), this.#scrapesText({ duration, size, nextDelay }));
  }

  #programText(): string {
    const started = this.#latest("process_start_time_seconds");
    const memory = this.#latest("process_resident_memory_bytes");
    const version = this.#history.families.get("nodejs_version_info")?.samples[0]?.labels["version"];
    const parts = [location.host];
    if (started !== undefined) parts.push(`up ${formatSeconds(Math.max(0, Date.now() / 1000 - started))}`);
    if (version !== undefined) parts.push(`Node.js ${version.replace(/^v/, "")}`);
    if (memory !== undefined) parts.push(formatValue(memory, BYTES));
    return parts.join(" · ");
  }

  #scrapesText({ duration, size, nextDelay }: Omit<ScrapeResult, "error">): string {
    const { families, sampleCount, storesAll } = this.#history;
    const found = `${families.size} families, ${sampleCount.toLocaleString("en")} samples, ${formatValue(size, BYTES)}`;
    const text = `${found}, in ${formatSeconds(duration / 1000)}, every ${formatSeconds(nextDelay / 1000)}`;
    const limit = MOST_STORED_SAMPLES.toLocaleString("en");
    return storesAll ? text : `${text}. Over ${limit} samples, only open families are remembered`;
  }

  #latest(family: string): number | undefined {
    return this.#history.families.get(family)?.samples[0]?.latest;
  }
}

/** `auto` follows the system. */
const THEMES = ["auto", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

const STORAGE_KEY = "metricsmith-theme";

/** Lets a button switch between the themes. The choice is stored in the browser. */
export function installThemeButton(button: HTMLElement, onChange: () => void): void {
  let theme = readTheme();
  const show = () => {
    document.documentElement.dataset["theme"] = theme;
    button.textContent = `Theme: ${theme}`;
  };
  show();
  button.addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "auto";
    storeTheme(theme);
    show();
    onChange();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", onChange);
}

function readTheme(): Theme {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return THEMES.find((theme) => theme === stored) ?? "auto";
  } catch {
    return "auto"; // a browser can forbid storage
  }
}

function storeTheme(theme: Theme): void {
  try {
    localStorage.setItem(STORAGE_KEY, theme);
  } catch {
    // Storage is forbidden: the theme lasts until the page is left.
  }
}
