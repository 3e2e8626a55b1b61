import { getHeapStatistics } from "node:v8";
import { recordAuthnSecondFactor, recordRequestDurationOpenidConnect } from "../../generated/recorders.js";
import { counterLabels, histogramLabels, seconds } from "./inputs.js";

/**
 * A process of its own, because its flags would help others: what the heap grows by over 10 million records
 * of each kind. A young generation of 512 MB holds more than a byte a record would fill before a collection.
 */
const RECORDS = 10_000_000;
const array = new Float64Array(1);

console.log(
  `What the heap grows by over ${RECORDS.toLocaleString("en")} records, on a young generation that would hold all they could fill:\n`,
);
watch("no record, only the loop", (at) => {
  array[0] = at;
});
watch("counter, three labels", (at) => {
  const labels = counterLabels[at];
  if (labels !== undefined) recordAuthnSecondFactor(labels);
});
watch("histogram, 17 buckets, two labels", (at) => {
  const labels = histogramLabels[at];
  if (labels !== undefined) recordRequestDurationOpenidConnect(labels, seconds[at] ?? 0);
});
console.log("");

function watch(name: string, record: (at: number) => void): void {
  const run = (records: number) => {
    for (let at = 0; at < records; at++) record(at % counterLabels.length);
  };
  run(RECORDS); // until it is compiled
  if (globalThis.gc === undefined) throw new Error("node needs --expose-gc to measure allocation");
  globalThis.gc();
  const before = getHeapStatistics().used_heap_size;
  run(RECORDS);
  const bytes = getHeapStatistics().used_heap_size - before;
  console.log(`- ${name}: ${bytes.toLocaleString("en")} bytes, ${(bytes / RECORDS).toFixed(3)} a record`);
}
