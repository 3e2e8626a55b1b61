import type { ServerResponse } from "node:http";
import { setImmediate } from "node:timers/promises";
import { bodyOf } from "./body.js";
import type { Compression } from "./compression.js";
import type { Slices } from "./scrape.js";

/** This many bytes at most are sent at once: a slow reader has the write time-out for each piece. */
const PIECE = 1 << 20;

/** How a body is sent. */
interface Sending {
  readonly compression?: Compression;
  /** Told of bytes that were made, and are not read any more. */
  readonly reclaim?: ((bytes: Uint8Array) => void) | undefined;
}

/**
 * Sends a response's body: a small one whole; of a large one, each slice is made when the reader has taken
 * the one before, so that nothing is held for a slow reader; and the event loop turns between them, so that
 * nothing else waits for them.
 *
 * @param sending not compressed by default
 */
export async function sendSlices(
  response: ServerResponse,
  slices: Slices,
  { compression = "never", reclaim }: Sending = {},
): Promise<void> {
  const head = response.req.method === "HEAD";
  const { headers, content, release } = await bodyOf(slices, { compression, head, reclaim });
  for (const [name, value] of headers) response.setHeader(name, value);
  if (content instanceof Uint8Array) {
    if (release !== undefined) response.once("finish", release); // the system has all of it
    if (content.length <= PIECE) {
      response.end(content);
      return;
    }
    await taken(response, content);
    response.end();
    return;
  }
  let next = await content.next();
  while (next.done !== true) {
    if (await taken(response, next.value)) next = await content.next();
    else {
      await content.return?.();
      break;
    }
  }
  response.end();
}

/**
 * Writes a slice and resolves when the reader has taken it, or is gone; not before the event loop has turned.
 *
 * @returns whether there is a reader that wants more
 */
async function taken(response: ServerResponse, slice: Uint8Array): Promise<boolean> {
  let goesOn = await pieceTaken(response, slice.subarray(0, PIECE));
  for (let from = PIECE; goesOn && from < slice.length; from += PIECE) {
    goesOn = await pieceTaken(response, slice.subarray(from, from + PIECE));
  }
  return goesOn;
}

async function pieceTaken(response: ServerResponse, piece: Uint8Array): Promise<boolean> {
  if (!response.write(piece) && !response.destroyed) await drained(response);
  await setImmediate();
  return !response.destroyed;
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.on("drain", done);
    response.on("close", done);
  });
}
