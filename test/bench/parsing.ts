import { type ExpositionFormat, parseExposition } from "../../generator/index.js";
import { typicalExposition } from "./parsing-input.js";
import { PiecewiseReader, processorSeconds } from "./piecewise-reader.js";

/**
 * A process of its own: how fast 100 MB of typical exposition are read, in pieces and as a whole, and what memory
 * 1 GB takes that comes in pieces of 64 kB. Time is the processor's, which other work on the machine disturbs least.
 */
const MEGABYTE = 1e6;

// First, as what is read as a whole leaves a large heap behind.
for (const format of ["text", "openmetrics"] as const) readGigabyte(format);
for (const format of ["text", "openmetrics"] as const) {
  const bytes = Buffer.concat([...typicalExposition(format, 100 * MEGABYTE)]);
  for (let round = 0; round < 3; round += 1) readWhole(bytes.subarray(0, 5 * MEGABYTE), format); // compiled
  const pieces = best(() => new PiecewiseReader(format).read(bytes).end());
  const whole = best(() => readWhole(bytes, format));
  console.log(`100 MB of ${format}, the best of three runs:`);
  console.log(`- in pieces of 64 kB: ${rate(bytes.length, pieces)}`);
  console.log(`- as a whole: ${rate(bytes.length, whole)}`);
}

/** Seconds of the fastest of three runs. */
function best(read: () => unknown): number {
  const times = [0, 1, 2].map(() => {
    const start = processorSeconds();
    read();
    return processorSeconds() - start;
  });
  return Math.min(...times);
}

function rate(bytes: number, seconds: number): string {
  return `${Math.round(bytes / MEGABYTE / seconds)} MB/s`;
}

function readWhole(bytes: Uint8Array, format: ExpositionFormat): number {
  return parseExposition(bytes, { format }).families.length;
}

function readGigabyte(format: ExpositionFormat): void {
  const reader = new PiecewiseReader(format);
  const before = process.memoryUsage.rss();
  let most = before;
  let bytes = 0;
  for (const part of typicalExposition(format, 1000 * MEGABYTE)) {
    reader.read(part);
    bytes += part.length;
    most = Math.max(most, process.memoryUsage.rss());
  }
  reader.end();
  console.log(
    `1 GB of ${format}, ${reader.samples.toLocaleString("en")} samples: ${rate(bytes, reader.seconds)}, ` +
      `${Math.round((most - before) / MEGABYTE)} MB of memory more at most`,
  );
}
