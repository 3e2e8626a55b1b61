import { describe, expect, test } from "vitest";
import { type FamilyHistory, History, MOST_SCRAPES, MOST_STORED_SAMPLES } from "../../page/history.js";

function family(history: History, name: string): FamilyHistory {
  const found = history.families.get(name);
  if (found === undefined) throw new Error(`no family ${name}`);
  return found;
}

function valuesOf(history: History, name: string): readonly number[] {
  const known = family(history, name);
  return history.slots(known).map((slot) => known.samples[0]?.values[slot] ?? Number.NaN);
}

describe("History", () => {
  test("stores the values and times of the scrapes in order", () => {
    const history = new History();
    for (const value of [3, 1, 2]) history.addScrape(`# TYPE a gauge\na ${value}\n`, 100 + value);
    expect(valuesOf(history, "a")).toEqual([3, 1, 2]);
    expect([...history.times(history.slots(family(history, "a")))]).toEqual([103, 101, 102]);
  });

  test("removes the oldest scrapes", () => {
    const history = new History();
    for (let scrape = 0; scrape < MOST_SCRAPES + 5; scrape++)
      history.addScrape(`# TYPE a gauge\na ${scrape}\n`, scrape);
    const values = valuesOf(history, "a");
    expect([values.length, values[0], values.at(-1)]).toEqual([MOST_SCRAPES, 5, MOST_SCRAPES + 4]);
  });

  test("has NaN for scrapes without the series, also before its first", () => {
    const history = new History();
    for (const text of ["", "a 1\n", "", "a 2\n"]) history.addScrape(`b 1\n${text}`, 1);
    expect(valuesOf(history, "a")).toEqual([Number.NaN, 1, Number.NaN, 2]);
  });

  test("removes a series that no stored scrape has", () => {
    const history = new History();
    history.addScrape('a{b="c"} 1\n', 0);
    for (let scrape = 0; scrape < MOST_SCRAPES; scrape++) history.addScrape("other 1\n", scrape);
    expect(family(history, "a").samples).toEqual([]);
  });

  test("is unchanged by a text that cannot be read", () => {
    const history = new History();
    expect(() => history.addScrape("a 1\nnonsense\n", 0)).toThrow("nonsense");
    expect([history.scrapes, history.families.size]).toEqual([0, 0]);
  });

  test("stores only the latest values of too many samples, and all values of chosen families", () => {
    const history = new History();
    const many = Array.from({ length: MOST_STORED_SAMPLES }, (_, index) => `many{i="${index}"} 1`).join("\n");
    const text = (value: number) => `wanted ${value}\n# TYPE many gauge\n${many}\n`;
    history.addScrape(text(1), 0);
    history.alwaysStore("wanted", true);
    for (const value of [2, 3]) history.addScrape(text(value), value);
    expect(history.storesAll).toBe(false);
    expect(valuesOf(history, "wanted")).toEqual([2, 3]);
    expect(valuesOf(history, "many")).toEqual([]);
    expect(family(history, "many").samples[7]).toMatchObject({ latest: 1, values: { length: 0 } });
    history.alwaysStore("wanted", false);
    history.addScrape(text(4), 4);
    expect(family(history, "wanted").samples[0]).toMatchObject({ latest: 4, values: { length: 0 } });
  });
});
