import type { ProgramDescription } from "../runtime/server/page/program-description.js";
import { type FamilyHistory, History } from "./history.js";
import { Scraper } from "./scrape.js";
import { byId, setText } from "./view/dom.js";
import { FamilyList } from "./view/family-list.js";
import { installThemeButton, Status } from "./view/header.js";
import type { PageFamily, Settings } from "./view/page-family.js";
import { readAddress, Toolbar, writeAddress } from "./view/toolbar.js";

/** Fills `index.html` for a program, and updates it from scrapes. */
class ProgramPage {
  readonly #settings: Settings = { history: new History(), rangeSeconds: 300, windowSeconds: 30 };
  readonly #families = new Map<string, PageFamily>();
  readonly #list: FamilyList;
  readonly #toolbar: Toolbar;
  /** Families that the address opens and that no scrape has had yet. */
  #toOpen: readonly string[];

  constructor(program: ProgramDescription) {
    setText(byId("name"), program.name);
    document.title = `${program.name} · metrics`;
    byId("raw").setAttribute("href", program.metrics);
    this.#list = new FamilyList(this.#settings, byId("families"), () => this.#updateAddress());
    this.#toolbar = new Toolbar(this.#settings, {
      onFilter: () => this.#applyFilter(),
      onSettings: () => this.#list.update(),
    });
    const { filter, open } = readAddress(location.hash);
    this.#toolbar.filter = filter;
    this.#toOpen = open;
    for (const family of program.families) this.#addFamily({ ...family, history: undefined });
    this.#openFromAddress();
    this.#applyFilter();
    installThemeButton(byId("theme"), () => this.#list.recolour());
    this.#startScraping(program.metrics);
  }

  #startScraping(url: string): void {
    const status = new Status(this.#settings.history);
    const scraper = new Scraper(url, {
      onText: (text) => this.#addScrape(text),
      onEnd: (result) => status.show(result),
    });
    const button = byId("pause");
    button.addEventListener("click", () => {
      scraper.paused = !scraper.paused;
      button.setAttribute("aria-pressed", String(scraper.paused));
      setText(button, scraper.paused ? "Resume" : "Pause");
    });
    byId("retry").addEventListener("click", () => scraper.start());
    scraper.start();
  }

  #addScrape(text: string): void {
    const { history } = this.#settings;
    history.addScrape(text, Date.now() / 1000);
    let added = false;
    for (const scraped of history.families.values()) {
      const known = this.#families.get(scraped.name);
      if (known !== undefined) {
        known.history = scraped;
        continue;
      }
      added = true;
      const { name, type, help } = scraped;
      const labels = labelNamesOf(scraped);
      this.#addFamily({ name, type, help, unit: undefined, labels, labelSets: undefined, history: scraped });
    }
    if (added) {
      this.#openFromAddress();
      this.#applyFilter();
    }
    this.#list.update();
  }

  #addFamily(family: PageFamily): void {
    this.#families.set(family.name, family);
    this.#list.add(family);
  }

  #openFromAddress(): void {
    for (const name of this.#toOpen) this.#list.openFamily(name);
    this.#toOpen = this.#toOpen.filter((name) => !this.#families.has(name));
  }

  #applyFilter(): void {
    byId("nothing").hidden = this.#list.filter(this.#toolbar.filter) > 0;
    this.#updateAddress();
  }

  #updateAddress(): void {
    const open = [...this.#list.open, ...this.#toOpen];
    const address = writeAddress({ filter: this.#toolbar.filter, open });
    window.history.replaceState(undefined, "", `${location.pathname}${address}`);
  }
}

/** The label names of a scraped family, without `le` and `quantile`: these tell the samples of a label set apart. */
function labelNamesOf({ type, samples }: FamilyHistory): readonly string[] {
  const names = new Set(samples.flatMap(({ labels }) => Object.keys(labels)));
  if (type === "histogram") names.delete("le");
  if (type === "summary") names.delete("quantile");
  return [...names];
}

async function fetchDescription(): Promise<ProgramDescription> {
  const response = await fetch("./-/page/program.json", { cache: "no-store" });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return (await response.json()) as ProgramDescription; // the server that serves this page writes it
}

try {
  new ProgramPage(await fetchDescription());
} catch (error) {
  byId("alert").hidden = false;
  byId("problem").textContent =
    `This page cannot start: ${error instanceof Error ? error.message : String(error)}`;
}
