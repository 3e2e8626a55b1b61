import type { Exposition } from "./exposition.js";
import { type ExpositionOptions, ExpositionParser } from "./exposition-parser.js";

/**
 * Reads an exposition piece by piece, as a file or a response gives it, in bounded memory: for each piece what it
 * completes. A family whose samples come in several pieces is in each of them; see `ExpositionParser`.
 *
 * @throws what reading the pieces throws
 */
export async function* parseExpositionStream(
  pieces: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
  options: ExpositionOptions,
): AsyncGenerator<Exposition, void, undefined> {
  const parser = new ExpositionParser(options);
  for await (const piece of pieces) yield parser.write(piece);
  yield parser.end();
}
