import { relative } from "node:path";
import type { ts } from "ts-morph";
import type { SourceLocation } from "../../diagnostics/diagnostic.js";
import { posixPath } from "../../posix-path.js";

/** Where a node of the source stands. */
export type Place = (node: ts.Node) => SourceLocation;

/** Places by files as a user in this directory would name them. */
export function placesFrom(directory: string): Place {
  return (node) => {
    const file = node.getSourceFile();
    const start = file.getLineAndCharacterOfPosition(node.getStart());
    const end = file.getLineAndCharacterOfPosition(node.getEnd());
    return {
      file: fileName(file, directory),
      line: start.line + 1,
      column: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
    };
  };
}

/** As `src/metrics.ts`. */
export function fileName({ fileName: path }: ts.SourceFile, directory: string): string {
  return posixPath(relative(directory, path));
}

/** As `src/metrics.ts:12`. */
export function placeText({ file, line }: SourceLocation): string {
  return `${file}:${line}`;
}
