import type { Catalog } from "../catalog.js";
import { type ScrapeSource, Verification, type VerificationOptions, type Verified } from "./verification.js";

/** A whole exposition. */
interface ReadExposition extends ScrapeSource {
  readonly bytes: Uint8Array;
}

/** Holds one exposition against a schema. */
export function verifyExposition(
  catalog: Catalog,
  exposition: ReadExposition,
  options: VerificationOptions = {},
): Verified {
  const verification = new Verification(catalog, options);
  takeExposition(verification, exposition);
  return verification.report();
}

/** So many bytes are read at once, so that samples of a large exposition are not all there together. */
const PIECE = 1 << 20;

/** Takes up a further scrape. */
export function takeExposition(verification: Verification, exposition: ReadExposition): void {
  const { bytes } = exposition;
  verification.startScrape(exposition);
  for (let start = 0; start < bytes.length; start += PIECE) {
    verification.write(bytes.subarray(start, start + PIECE));
  }
  verification.endScrape();
}
