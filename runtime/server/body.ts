import { setImmediate } from "node:timers/promises";
import type { Compression } from "./compression.js";
import { gzipped, gzipWhole } from "./gzip.js";
import type { Slices } from "./scrape.js";

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
