import type { GivenSource } from "../../../generator/import/given-source.js";
import type { FetchedSource } from "../../../generator/source/read-source.js";

/** A source that is there already. */
export function givenText(name: string, text: string, contentType?: string): GivenSource {
  const fetched: FetchedSource = { name, bytes: Buffer.from(text), contentType };
  return { argument: name, name, fetch: () => Promise.resolve(fetched) };
}
