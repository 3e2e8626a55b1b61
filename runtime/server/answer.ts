import type { ServerResponse } from "node:http";
import type { Compression } from "./compression.js";
import type { Slices } from "./scrape.js";
import { sendSlices } from "./send-slices.js";

/** An answer to a request, however it is sent. */
export interface Answer {
  readonly status: number;
  /** But for those that the body decides. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Slices;
  readonly compression: Compression;
  /** To be called with a part of the body that is not read any more, if it is known; its memory is used again. */
  readonly reclaim?: (bytes: Uint8Array) => void;
  /** To be called when the reader has the body, or no longer wants it; with an error, when it could not be made. */
  ended(error?: unknown): void;
}

/** An answer that is text for people. */
export function plainAnswer(
  status: number,
  text: string,
  headers: Answer["headers"] = [],
  ended: Answer["ended"] = () => {},
): Answer {
  return {
    status,
    headers: [["Content-Type", "text/plain; charset=utf-8"], ...headers],
    body: [Buffer.from(text)].values(),
    compression: "never",
    ended,
  };
}

/** Whether a method only reads. */
export function isReading(method: string | undefined): boolean {
  return method === "GET" || method === "HEAD";
}

/** The answer to other methods. */
export function notAllowedAnswer(ended?: Answer["ended"]): Answer {
  return plainAnswer(405, "only GET and HEAD are allowed\n", [["Allow", "GET, HEAD"]], ended);
}

/** Sends an answer. Rejects if its body cannot be made, with the response begun or not. */
export async function sendAnswer(response: ServerResponse, answer: Answer): Promise<void> {
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  try {
    await sendSlices(response, answer.body, answer);
    answer.ended();
  } catch (error) {
    answer.ended(error);
    throw error;
  }
}
