import { pipeline } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { createGzip, gzip } from "node:zlib";
import type { Slices } from "./scrape.js";

/** Of a text of 4.5 MB, level 1 took a fifth of the time of level 6, and made 337 kB of it. */
const OPTIONS = { level: 1, chunkSize: 1 << 16 };

/** Compresses bytes, in another thread. */
export function gzipWhole(bytes: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    gzip(bytes, OPTIONS, (error, compressed) => {
      if (error === null) resolve(compressed);
      else reject(error);
    });
  });
}

/**
 * Compresses slices, in another thread, each when the one before is compressed and read; the event loop turns
 * between them. Whoever ends the iteration early ends the work.
 */
export async function* gzipped(slices: Slices): AsyncGenerator<Uint8Array, void> {
  const stream = createGzip(OPTIONS);
  pipeline(turning(slices), stream, () => {}); // an error is thrown to whoever reads
  yield* stream;
}

async function* turning(slices: Slices): AsyncGenerator<Uint8Array, void> {
  try {
    for (let next = slices.next(); next.done !== true; next = slices.next()) {
      if (next.value.length > 0) yield next.value;
      await setImmediate();
    }
  } finally {
    slices.return?.();
  }
}
