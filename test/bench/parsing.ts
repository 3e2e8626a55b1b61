import { ExpositionParser, parseExposition } from "../../generator/index.js";
import { typicalExposition } from "./parsing-input.js";

/**
 * A process of its own: how fast 100 MB of typical exposition are read, and what memory 1 GB takes that comes
 * in pieces of 64 kB. `node parsing.js`
 */
const MEGABYTE = 1e6;

for (const format of ["text", "openmetrics"] as const) {
  const bytes = typicalExposition(format, 100 * MEGABYTE);
  warmUp(format);
  const rates = Array.from({ length: 3 }, () => rate(bytes.length, () => readInPieces(bytes, format)));
  console.log(`${format}, in pieces of 64 kB: ${rates.map((one) => `${Math.round(one)} MB/s`).join(", ")}`);
  const whole = rate(bytes.length, () => parseExposition(bytes, { format }).families.length);
  console.log(`${format}, as a whole: ${Math.round(whole)} MB/s`);
  readGigabyte(bytes, format);
}

function rate(bytes: number, read: () => number): number {
  const start = performance.now();
  if (read() === 0) throw new RangeError("nothing was read");
  return bytes / MEGABYTE / ((performance.now() - start) / 1000);
}

function warmUp(format: "text" | "openmetrics"): void {
  const bytes = typicalExposition(format, 5 * MEGABYTE);
  const { errors, warnings } = parseExposition(bytes, { format });
  const [finding] = [...errors, ...warnings];
  if (finding !== undefined) throw new Error(`line ${finding.line}: ${finding.message}`);
}

/** @returns how many samples there are */
function readInPieces(bytes: Uint8Array, format: "text" | "openmetrics"): number {
  const parser = new ExpositionParser({ format });
  let samples = 0;
  for (let at = 0; at < bytes.length; at += 1 << 16) {
    for (const family of parser.write(bytes.subarray(at, at + (1 << 16))).families)
      samples += family.samples.length;
  }
  for (const family of parser.end().families) samples += family.samples.length;
  return samples;
}

/** 1 GB in one stream: the exposition ten times, which in OpenMetrics gives errors, of which 1,000 are kept. */
function readGigabyte(bytes: Uint8Array, format: "text" | "openmetrics"): void {
  const parser = new ExpositionParser({ format });
  const before = process.memoryUsage.rss();
  let most = before;
  let samples = 0;
  const start = performance.now();
  for (let round = 0; round < 10; round += 1) {
    for (let at = 0; at < bytes.length; at += 1 << 16) {
      for (const family of parser.write(bytes.subarray(at, at + (1 << 16))).families)
        samples += family.samples.length;
      most = Math.max(most, process.memoryUsage.rss());
    }
  }
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `${format}, 1 GB: ${samples.toLocaleString("en")} samples in ${seconds.toFixed(1)} s, ` +
      `${Math.round((most - before) / MEGABYTE)} MB of memory more at most`,
  );
}
