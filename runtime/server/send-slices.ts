import type { ServerResponse } from "node:http";
import { setImmediate } from "node:timers/promises";
import type { Slices } from "./scrape.js";

/**
 * Sends a response's body. One slice goes with its length; of several, each is made when the reader has
 * taken the one before, so that nothing is held for a slow reader; and the event loop turns between them,
 * so that nothing else waits for them.
 */
export async function sendSlices(response: ServerResponse, slices: Slices): Promise<void> {
  const first = slices.next();
  const second = slices.next();
  const body = first.done === true ? NOTHING : first.value;
  if (second.done === true) {
    response.setHeader("Content-Length", body.length);
    response.end(body); // of a HEAD request, Node leaves the body out
    return;
  }
  let goesOn = await taken(response, body);
  for (let slice: Slice = second; goesOn && slice.done !== true; ) {
    goesOn = await taken(response, slice.value);
    if (goesOn) slice = slices.next();
  }
  response.end();
}

const NOTHING = new Uint8Array(0);

type Slice = IteratorResult<Uint8Array, void>;

/**
 * Writes a slice and resolves when the reader has taken it, or is gone; not before the event loop has turned.
 *
 * @returns whether there is a reader that wants more
 */
async function taken(response: ServerResponse, slice: Uint8Array): Promise<boolean> {
  if (!response.write(slice) && !response.destroyed) await drained(response);
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
