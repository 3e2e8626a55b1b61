import type { Alias, Document, Node } from "yaml";

/** One file's text, its document, and its value as plain data. */
export interface YamlSource {
  /** As the user named it, with forward slashes. */
  readonly file: string;
  readonly text: string;
  readonly document: Document.Parsed;
  /** Own keys only; a mapping's key order is the text's. */
  readonly value: unknown;
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>;
}

/** Keys and indexes from the document's root. */
export type Path = readonly (string | number)[];
