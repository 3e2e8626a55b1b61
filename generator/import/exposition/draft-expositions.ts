import type { Drafted, DraftOptions } from "../drafted.js";
import type { GivenSource } from "../given-source.js";

export async function draftExpositions(_: readonly GivenSource[], __: DraftOptions): Promise<Drafted> {
  return { draft: undefined, diagnostics: [], sources: new Map() };
}
