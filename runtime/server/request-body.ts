import type { IncomingMessage } from "node:http";
import { setImmediate } from "node:timers/promises";

/**
 * Whether a request has a body that has not come with its header: nobody reads it, so the connection is to end with
 * the response.
 */
export async function hasMoreBody(request: IncomingMessage): Promise<boolean> {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  if (length === undefined && encoding === undefined) return false;
  await setImmediate(); // what has come with the header is known then
  return !request.complete;
}
