import { describe, expect, test } from "vitest";
import { CAPACITY, type FamilyHistory, History, KEPT_SAMPLES } from "../../page/history.js";

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
  test("keeps the values and times of the scrapes, in order", () => {
    const history = new History();
    for (const value of [3, 1, 2]) history.take(`# TYPE a gauge\na ${value}\n`, 100 + value);
    expect(valuesOf(history, "a")).toEqual([3, 1, 2]);
    expect([...history.times(history.slots(family(history, "a")))]).toEqual([103, 101, 102]);
  });

  test("forgets the oldest scrapes", () => {
    const history = new History();
    for (let scrape = 0; scrape < CAPACITY + 5; scrape++)
      history.take(`# TYPE a gauge\na ${scrape}\n`, scrape);
    const values = valuesOf(history, "a");
    expect([values.length, values[0], values.at(-1)]).toEqual([CAPACITY, 5, CAPACITY + 4]);
  });

  test("has a gap where a scrape had no such series, also before its first", () => {
    const history = new History();
    for (const text of ["", "a 1\n", "", "a 2\n"]) history.take(`b 1\n${text}`, 1);
    expect(valuesOf(history, "a")).toEqual([Number.NaN, 1, Number.NaN, 2]);
  });

  test("forgets a series that has not been there for as long as it remembers", () => {
    const history = new History();
    history.take('a{b="c"} 1\n', 0);
    for (let scrape = 0; scrape < CAPACITY; scrape++) history.take("other 1\n", scrape);
    expect(family(history, "a").samples).toEqual([]);
  });

  test("takes up nothing of a text that cannot be read", () => {
    const history = new History();
    expect(() => history.take("a 1\nnonsense\n", 0)).toThrow("nonsense");
    expect([history.scrapes, history.families.size]).toEqual([0, 0]);
  });

  test("of very many samples keeps the latest, and the history of families that are wanted", () => {
    const history = new History();
    const many = Array.from({ length: KEPT_SAMPLES }, (_, index) => `many{i="${index}"} 1`).join("\n");
    const text = (value: number) => `wanted ${value}\n# TYPE many gauge\n${many}\n`;
    history.take(text(1), 0);
    history.want("wanted", true);
    for (const value of [2, 3]) history.take(text(value), value);
    expect(history.keepsAll).toBe(false);
    expect(valuesOf(history, "wanted")).toEqual([2, 3]);
    expect(valuesOf(history, "many")).toEqual([]);
    expect(family(history, "many").samples[7]).toMatchObject({ latest: 1, values: { length: 0 } });
    history.want("wanted", false);
    history.take(text(4), 4);
    expect(family(history, "wanted").samples[0]).toMatchObject({ latest: 4, values: { length: 0 } });
  });
});
