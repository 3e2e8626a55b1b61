import { diagnose } from "../../diagnostics/diagnose.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";

/** The time that a parser of Markdown takes grows with the cube of the levels, and its stack with them. */
const NESTING_LIMIT = 100;

/** The markers of quotes and items with which a line begins. https://spec.commonmark.org/0.31.2/#container-blocks */
const CONTAINERS = /^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t])))+/;

/** https://spec.commonmark.org/0.31.2/#thematic-breaks */
const THEMATIC_BREAK = /^[ \t]*([-*])(?:[ \t]*\1)*[ \t]*$/;

/** What is to be said of a page whose quotes and lists are too deep to be read; `undefined` for any other. */
export function tooDeeplyNested({
  name,
  text,
}: {
  readonly name: string;
  readonly text: string;
}): Diagnostic | undefined {
  const lines = text.split(/\r\n|\r|\n/);
  const index = lines.findIndex((line) => levelsOf(line) > NESTING_LIMIT);
  if (index < 0) return undefined;
  const at = { file: name, line: index + 1, column: 1, endLine: index + 1, endColumn: 1 };
  return diagnose("nesting-too-deep", { limit: NESTING_LIMIT }, at);
}

/** As many quotes and items as a line can be in: one of its own needs a marker, one of a line above two columns. */
function levelsOf(line: string): number {
  const [markers] = CONTAINERS.exec(line) ?? [];
  if (markers === undefined || THEMATIC_BREAK.test(line)) return 0;
  const own = markers.replace(/[ \t\d]/g, "").length;
  const indentation = /^[ \t]*/.exec(line)?.[0].replaceAll("\t", "    ").length ?? 0;
  return own + Math.floor(indentation / 2);
}
