import { cpus } from "node:os";
import { generation, PRINTING } from "./generation.js";
import { LARGE_SAMPLES, largeScrapes, longestSlice } from "./large.js";
import { BARE, counters, histograms, TWO_CLOCKS, timers } from "./recording.js";
import { SAMPLES, scrapes } from "./scraping.js";
import { table, time } from "./table.js";

const CLIENTS = ["prom-client", "@prometheus-io/client"];
const mixed = CLIENTS.map((client) => `${client}, mixed label sets`);

console.log(`Node ${process.version} on ${cpus()[0]?.model.trim()}\n`);
console.log(`${table("a record in a counter with three labels", await counters(), [BARE, ...mixed])}\n`);
console.log(
  `${table("an observation in a histogram with 17 buckets, two labels", await histograms(), mixed)}\n`,
);
console.log(`${table("a timer", await timers(), [TWO_CLOCKS])}\n`);
console.log(`${table(`a scrape of ${SAMPLES.toLocaleString("en")} samples`, await scrapes(), CLIENTS)}\n`);
console.log(
  `${table(`a scrape of ${LARGE_SAMPLES.toLocaleString("en")} samples`, await largeScrapes(), CLIENTS)}\n`,
);
console.log(`the longest slice of it: ${time(longestSlice())}\n`);
console.log(`${table("`generate` of 1,000 families with three vectors", generation(), [PRINTING])}\n`);
