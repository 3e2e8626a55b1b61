import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { createGzip, gzip } from "node:zlib";
import type { Compression } from "./negotiation.js";
import type { Slices } from "./scrape.js";

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

/** Up to this many bytes, a body is sent whole, with its length. */
const WHOLE = 1 << 20;

/** Up to this many bytes fit in a packet with the header, and compression would save nothing. */
const NOT_WORTHWHILE = 1 << 10;

/** How a body is wanted. */
interface BodyWish {
  readonly compression: Compression;
  /** Whether the headers alone are asked for. */
  readonly head: boolean;
  /** Told of bytes that were made, and are not read any more. */
  readonly reclaim?: ((bytes: Uint8Array) => void) | undefined;
}

/** A body as it is sent. */
export interface Body {
  /** `Content-Encoding` and, where it is known, `Content-Length`. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** All of it, or, of a large one, its parts, each of which is made when it is asked for. */
  readonly content: Uint8Array | Chunks;
  /** To be called when `content` is not read any more, if that is known: its memory is used again. */
  readonly release?: () => void;
}

/** The parts of a body. */
export type Chunks = Slices | AsyncIterator<Uint8Array, void>;

/**
 * Makes a body out of slices: a small one whole, of a large one the beginning, and the rest as it is read. What is
 * compressed and only asked about is not compressed, and has no length.
 */
export async function bodyOf(slices: Slices, { compression, head, reclaim }: BodyWish): Promise<Body> {
  const begun: Uint8Array[] = [];
  let size = 0;
  let next = slices.next();
  for (; next.done !== true && size < WHOLE; next = slices.next()) {
    begun.push(next.value);
    size += next.value.length;
    if (next.value.length === 0) await setImmediate(); // making it took as long as making any other
  }
  const [first] = begun;
  const bytes = begun.length === 1 && first !== undefined ? first : Buffer.concat(begun);
  const zipped = compression === "always" || (compression === "worthwhile" && size > NOT_WORTHWHILE);
  const encoding = zipped ? ([["Content-Encoding", "gzip"]] as const) : [];
  if (next.done !== true) {
    if (head) slices.return?.();
    const rest = following([bytes, next.value], slices);
    return { headers: encoding, content: head ? NOTHING : zipped ? gzipped(rest) : rest };
  }
  if (zipped && head) return { headers: encoding, content: NOTHING };
  const content = zipped ? await gzipWhole(bytes) : bytes;
  const headers = [...encoding, ["Content-Length", String(content.length)] as const];
  if (!zipped && !head) return { headers, content, release: () => reclaim?.(bytes) };
  reclaim?.(bytes);
  return { headers, content: head ? NOTHING : content };
}

const NOTHING = new Uint8Array(0);

/** What was made already, and then the rest. */
function following(made: Uint8Array[], slices: Slices): Slices {
  return {
    next() {
      const value = made.shift();
      return value === undefined ? slices.next() : { done: false, value };
    },
    return(): IteratorReturnResult<void> {
      made.length = 0;
      slices.return?.();
      return { done: true, value: undefined };
    },
  };
}

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
