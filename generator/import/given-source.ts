import { type FetchedSource, fetchSource, type SourceOptions, sourceName } from "../source/read-source.js";

/** A source of an import, as the command line names it. */
export interface GivenSource {
  /** A URL, the path of a file or a directory, or `-`. */
  readonly argument: string;
  /** As messages name it: a URL without credentials, `standard input`. */
  readonly name: string;
  /**
   * Its bytes, which are fetched once.
   *
   * @throws SourceUnreadableError if they cannot be had
   */
  readonly fetch: () => Promise<FetchedSource>;
}

export function givenSource(argument: string, options: SourceOptions): GivenSource {
  let fetched: Promise<FetchedSource> | undefined;
  return {
    argument,
    name: sourceName(argument),
    fetch: () => {
      fetched ??= fetchSource(argument, options);
      return fetched;
    },
  };
}
