import type { Compression } from "../negotiation.js";
import type { Slices } from "../scrape.js";
import { GzipFile, type SliceCompressor } from "./gzip.js";
import { workTurns } from "./work-turns.js";

/** Up to this many bytes, a body is sent whole, with its length. */
const LARGEST_WHOLE = 1 << 20;

/** Up to this many bytes fit into a packet together with the headers: compression would save nothing. */
const LARGEST_UNCOMPRESSED = 1 << 10;

const NOTHING = new Uint8Array(0);

/** The body of a reply. */
export interface ReplyBody {
  /** The body before it is compressed. Each slice is made when it is needed. */
  readonly slices: Slices;
  /** `never` by default. */
  readonly compression?: Compression;
  /** Compresses the body, as it knows what was in the last one; by default, each slice is compressed by itself. */
  readonly compressor?: SliceCompressor | undefined;
  /** Takes a part of the body that is not read any more, so that its memory is used again. */
  readonly reclaim?: (bytes: Uint8Array) => void;
  /**
   * Called once: when the reader got the body or no longer wants it, or when it could not be made.
   *
   * @param bytes number of bytes taken from `slices`
   * @param error why the body could not be made
   */
  done(bytes: number, error?: unknown): void;
}

export type HeaderField = readonly [name: string, value: string];

/** A body as it goes over the wire. */
export interface EncodedBody {
  /** `Content-Encoding` and `Content-Length`, as far as there are any. */
  readonly headers: readonly HeaderField[];
  /** All of the body, or the parts of a large one, each of which is made when it is read. */
  readonly body: Uint8Array | AsyncGenerator<Uint8Array, void>;
  /** To be called when `body` is not read any more, if that is known. */
  readonly release?: () => void;
  /** To be called once, as `ReplyBody.done`. Ends the making of slices. */
  done(error?: unknown): void;
}

/**
 * Makes the beginning of a reply's body: all of a small one. The reply to a HEAD request has no body; if it would be
 * compressed or large, it has no length either, as that would take as long as to send it.
 *
 * @throws what the first slices of the body throw
 */
export async function encodeBody(reply: ReplyBody, head: boolean): Promise<EncodedBody> {
  const { slices, compression = "never", compressor, reclaim } = reply;
  let bytes = 0;
  const nextSlice = () => {
    const next = slices.next();
    if (next.done === true) return undefined;
    bytes += next.value.length;
    return next.value;
  };
  const done = (error?: unknown) => {
    slices.return?.();
    reply.done(bytes, error);
  };
  try {
    const begun: Uint8Array[] = [];
    let size = 0;
    let slice = await workTurns.now(nextSlice);
    while (slice !== undefined && size < LARGEST_WHOLE) {
      begun.push(slice);
      size += slice.length;
      // An empty slice takes as long to make as a full one.
      slice = await (slice.length === 0 ? workTurns.later(nextSlice) : workTurns.now(nextSlice));
    }
    const zipped = compression === "always" || (compression === "worthwhile" && size > LARGEST_UNCOMPRESSED);
    const headers: HeaderField[] = [];
    if (zipped) headers.push(["Content-Encoding", "gzip"]);
    if (head && (zipped || slice !== undefined)) return { headers, body: NOTHING, done };
    if (slice !== undefined) {
      const chunks = chunksOf([...begun, slice], nextSlice);
      return { headers, body: zipped ? compressChunks(chunks, compressor, reclaim) : chunks, done };
    }
    const [first] = begun;
    const start = begun.length === 1 && first !== undefined ? first : Buffer.concat(begun);
    const body = zipped ? await compress(start, compressor) : start;
    headers.push(["Content-Length", String(body.length)]);
    if (!zipped && !head) return { headers, body, release: () => reclaim?.(start), done };
    reclaim?.(start);
    return { headers, body: head ? NOTHING : body, done };
  } catch (error) {
    done(error);
    throw error;
  }
}

/**
 * The parts of a large body. A slice is made when the part before it is read; after it, the event loop turns.
 *
 * @param begun the slices that are made already
 */
async function* chunksOf(
  begun: Uint8Array[],
  nextSlice: () => Uint8Array | undefined,
): AsyncGenerator<Uint8Array, void> {
  const next = () => begun.shift() ?? nextSlice();
  for (let slice = next(); slice !== undefined; slice = await workTurns.later(next)) {
    if (slice.length > 0) yield slice;
  }
}

async function* compressChunks(
  chunks: AsyncIterable<Uint8Array>,
  compressor: SliceCompressor | undefined,
  reclaim: ReplyBody["reclaim"],
): AsyncGenerator<Uint8Array, void> {
  const file = new GzipFile(compressor);
  yield file.header;
  for await (const chunk of chunks) {
    const blocks = await file.add(chunk);
    reclaim?.(chunk);
    yield* blocks;
  }
  yield file.end();
}

async function compress(body: Uint8Array, compressor: SliceCompressor | undefined): Promise<Uint8Array> {
  const file = new GzipFile(compressor);
  const blocks = await file.add(body);
  return Buffer.concat([file.header, ...blocks, file.end()]);
}
