import type { ts } from "ts-morph";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { fileName } from "./place.js";

/** The texts of the files that diagnostics point into, by path, in the order of the paths. */
export function pointedTexts(
  files: readonly ts.SourceFile[],
  directory: string,
  diagnostics: readonly Diagnostic[],
): ReadonlyMap<string, string> {
  const pointed = new Set(diagnostics.map(({ location }) => location?.file));
  const texts = files.map((file) => [fileName(file, directory), file.text] as const);
  return new Map(texts.filter(([name]) => pointed.has(name)));
}
