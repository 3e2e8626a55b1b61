import type { ProgramDescription } from "../runtime/server/page/program-description.js";
import { type FamilyHistory, History } from "./history.js";
import { Scraper } from "./scrape.js";
import { byId, setText } from "./view/dom.js";
import { FamilyList } from "./view/family-list.js";
import type { PageFamily, Settings } from "./view/page-family.js";
import { installTheme } from "./view/plot.js";
import { readAddress, Status, Toolbar, writeAddress } from "./view/toolbar.js";

/** What the server says once; the values come from scrapes. */
async function describedProgram(): Promise<ProgramDescription> {
  const response = await fetch("./-/page/program.json", { cache: "no-store" });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return (await response.json()) as ProgramDescription; // written by the server that this page is from
}

/** The page of a program: fills the markup, and keeps it up to date from scrapes. */
class ProgramPage {
  readonly #settings: Settings = { history: new History(), rangeSeconds: 300, windowSeconds: 30 };
  readonly #families = new Map<string, PageFamily>();
  readonly #list: FamilyList;
  readonly #toolbar: Toolbar;
  /** Families of the address that have not been seen yet. */
  #toOpen: readonly string[];

  constructor(program: ProgramDescription) {
    setText(byId("name"), program.name);
    document.title = `${program.name} · metrics`;
    byId("raw").setAttribute("href", program.metrics);
    this.#list = new FamilyList(this.#settings, byId("families"), () => this.#keepAddress());
    this.#toolbar = new Toolbar(this.#settings, {
      filtered: () => this.#applyFilter(),
      settled: () => this.#list.update(),
    });
    const { filter, open } = readAddress(location.hash);
    this.#toolbar.filter = filter;
    this.#toOpen = open;
    for (const family of program.families) this.#add({ ...family, history: undefined });
    this.#openAddressed();
    this.#applyFilter();
    installTheme(byId("theme"), () => this.#list.recolour());
    this.#scrape(program.metrics);
  }

  #scrape(url: string): void {
    const status = new Status(this.#settings.history);
    const scraper = new Scraper(url, {
      taken: (text) => this.#take(text),
      ended: (result) => status.show(result),
    });
    const pause = byId("pause");
    pause.addEventListener("click", () => {
      scraper.pause(!scraper.paused);
      pause.setAttribute("aria-pressed", String(scraper.paused));
      setText(pause, scraper.paused ? "Resume" : "Pause");
    });
    byId("retry").addEventListener("click", () => scraper.start());
    scraper.start();
  }

  #take(text: string): void {
    const { history } = this.#settings;
    history.take(text, Date.now() / 1000);
    let added = false;
    for (const scraped of history.families.values()) {
      const known = this.#families.get(scraped.name);
      if (known !== undefined) {
        known.history = scraped;
        continue;
      }
      added = true;
      const { name, type, help } = scraped;
      const labels = labelsOf(scraped);
      this.#add({ name, type, help, unit: undefined, labels, labelSets: undefined, history: scraped });
    }
    if (added) {
      this.#openAddressed();
      this.#applyFilter();
    }
    this.#list.update();
  }

  #add(family: PageFamily): void {
    this.#families.set(family.name, family);
    this.#list.add(family);
  }

  #openAddressed(): void {
    for (const name of this.#toOpen) this.#list.openFamily(name);
    this.#toOpen = this.#toOpen.filter((name) => !this.#families.has(name));
  }

  #applyFilter(): void {
    byId("nothing").hidden = this.#list.filter(this.#toolbar.filter) > 0;
    this.#keepAddress();
  }

  #keepAddress(): void {
    const open = [...this.#list.open, ...this.#toOpen];
    const address = writeAddress({ filter: this.#toolbar.filter, open });
    window.history.replaceState(undefined, "", `${location.pathname}${address}`);
  }
}

/** The label names of what is exposed; `le` and `quantile` tell a series' samples apart. */
function labelsOf({ type, samples }: FamilyHistory): readonly string[] {
  const names = new Set(samples.flatMap(({ labels }) => Object.keys(labels)));
  if (type === "histogram") names.delete("le");
  if (type === "summary") names.delete("quantile");
  return [...names];
}

try {
  new ProgramPage(await describedProgram());
} catch (error) {
  byId("alert").hidden = false;
  byId("problem").textContent =
    `This page cannot start: ${error instanceof Error ? error.message : String(error)}`;
}
