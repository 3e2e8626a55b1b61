import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { scrapeRepeatedly } from "../../../generator/source/read-source.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const DAY = 86_400_000;

test("an interval that is longer than a timer can be set to is waited for", async () => {
  const file = join(temporaryFolder(), "metrics.txt");
  writeFileSync(file, "up 1\n");
  const stop = new AbortController();
  let taken = 0;
  for await (const _ of scrapeRepeatedly(
    file,
    { duration: 90 * DAY, interval: 30 * DAY },
    { signal: stop.signal },
  )) {
    taken += 1;
    setTimeout(() => stop.abort(), 50);
  }
  expect(taken).toBe(1);
});

test("a timer that goes off early does not make two scrapes of one turn", async () => {
  const file = join(temporaryFolder(), "metrics.txt");
  writeFileSync(file, "up 1\n");
  let now = 0;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => {
    now += 0.9; // less than an interval between two looks, as if every timer were early
    return now;
  });
  let taken = 0;
  for await (const _ of scrapeRepeatedly(file, { duration: 4, interval: 2 }, {})) taken += 1;
  clock.mockRestore();
  expect(taken).toBe(3);
});
