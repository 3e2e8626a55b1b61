import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { OTHERS } from "./clients.js";
import { BARE, BARE_CONSTANT, boundCounters, constantCounters, mixedCounters } from "./counting.js";
import {
  dropInChildren,
  dropInCounters,
  dropInGauges,
  dropInHistograms,
  dropInOpenChildren,
  dropInOpenCounters,
  dropInTimers,
} from "./drop-in.js";
import { generation, generationInProcess, PRINTING, PRINTING_WARM } from "./generation.js";
import { COPY_LARGE, LARGE_SAMPLES, largeScrapes, longestSlice } from "./large.js";
import { BARE_OBSERVATION, histograms } from "./observing.js";
import { COPY, SAMPLES, scrapes } from "./scraping.js";
import { table, time } from "./table.js";
import { TWO_CLOCKS, TWO_CLOCKS_AND_RECORD, timers } from "./timing.js";

const small = `a scrape of ${SAMPLES.toLocaleString("en")} samples`;
const large = `a scrape of ${LARGE_SAMPLES.toLocaleString("en")} samples`;

console.log(`Node ${process.version} on ${cpus()[0]?.model.trim()}; ${OTHERS.map(versioned).join(", ")}.\n`);
print(table("a record in a counter with three labels, mixed", mixedCounters(), [BARE, ...OTHERS]));
print(table("a record with constant labels", constantCounters(), [BARE_CONSTANT, ...OTHERS]));
print(table("a record, bound", boundCounters(), [BARE_CONSTANT, ...OTHERS]));
print(
  table("an observation in a histogram with 17 buckets, two labels", histograms(), [
    BARE_OBSERVATION,
    ...OTHERS,
  ]),
);
print(table("a timer", timers(), [TWO_CLOCKS, TWO_CLOCKS_AND_RECORD, ...OTHERS]));
print(table("net: a counter with three labels, `inc`", dropInCounters(), OTHERS));
print(table("net: one of its labels is open", dropInOpenCounters(), OTHERS));
print(table("net: a histogram with two labels, `observe`", dropInHistograms(), OTHERS));
print(table("net: a gauge with two labels, `set`", dropInGauges(), OTHERS));
print(table("net: a child's `inc`", dropInChildren(), OTHERS));
print(table("net: a child's `inc`, one label is open", dropInOpenChildren(), OTHERS));
print(table("net: a child's timer", dropInTimers(), OTHERS));
print(table(`${small}, every one changed`, await scrapes(true), [COPY, ...OTHERS]));
print(table(`${small}, none changed`, await scrapes(false), [COPY, ...OTHERS]));
print(table(large, await largeScrapes(), [COPY_LARGE, ...OTHERS], "fastest of 3"));
print(`The longest slice of it, for which the event loop waits: ${time(longestSlice())}`);
print(table("`generate` of 1,000 families with three vectors", generation(), [PRINTING]));
print(table("the same within one process", await generationInProcess(), [PRINTING_WARM]));

function print(text: string): void {
  console.log(`${text}\n`);
}

/** The name and version of a package that is installed. */
function versioned(name: string): string {
  const path = createRequire(import.meta.url).resolve(`${name}/package.json`);
  const { version } = JSON.parse(readFileSync(path, "utf8")) as { version: string }; // as npm requires of it
  return `${name} ${version}`;
}
