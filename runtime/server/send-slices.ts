import type { ServerResponse } from "node:http";
import { setImmediate } from "node:timers/promises";
import type { Slices } from "./scrape.js";

/** Up to this many bytes, a body is sent whole, with its length. */
const WHOLE = 1 << 20;

/** This many bytes at most are sent at once: a slow reader has the write time-out for each piece. */
const PIECE = 1 << 20;

/**
 * Sends a response's body: a small one whole; of a large one, each slice is made when the reader has taken
 * the one before, so that nothing is held for a slow reader; and the event loop turns between them, so that
 * nothing else waits for them.
 */
export async function sendSlices(response: ServerResponse, slices: Slices): Promise<void> {
  const begun: Uint8Array[] = [];
  let next = slices.next();
  for (let size = 0; next.done !== true && size < WHOLE; next = slices.next()) {
    begun.push(next.value);
    size += next.value.length;
    if (next.value.length === 0) await setImmediate(); // making it took as long as making any other
  }
  const body = begun.length === 1 ? begun[0] : Buffer.concat(begun);
  if (next.done === true) {
    response.setHeader("Content-Length", body?.length ?? 0);
    if (body === undefined || body.length <= PIECE) {
      response.end(body); // of a HEAD request, Node leaves the body out
      return;
    }
    await taken(response, body);
    response.end();
    return;
  }
  let goesOn = body === undefined || (await taken(response, body));
  while (goesOn && next.done !== true) {
    goesOn = await taken(response, next.value);
    if (goesOn) next = slices.next();
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
  return !response.destroyed && response.req.method !== "HEAD";
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
