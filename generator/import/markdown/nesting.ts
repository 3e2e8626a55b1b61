import type { YamlReport } from "../../schema/yaml/codes.js";

/** The time that a parser of Markdown takes grows with the cube of the levels, and its stack with them. */
const NESTING_LIMIT = 100;

/** The markers of quotes and items with which a line begins. https://spec.commonmark.org/0.31.2/#container-blocks */
const CONTAINERS = /^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t])))+/;

/** https://spec.commonmark.org/0.31.2/#thematic-breaks */
const THEMATIC_BREAK = /^[ \t]*([-*])(?:[ \t]*\1)*[ \t]*$/;

/** Whether the quotes and lists of a page are nested too deep to be read, which is reported. */
export function reportDeepNesting(
  { name, text }: { readonly name: string; readonly text: string },
  report: YamlReport,
): boolean {
  const lines = text.split(/\r\n|\r|\n/);
  const index = lines.findIndex((line) => levelsOf(line) > NESTING_LIMIT);
  if (index < 0) return false;
  const at = { file: name, line: index + 1, column: 1, endLine: index + 1, endColumn: 1 };
  report("nesting-too-deep", { limit: NESTING_LIMIT }, at);
  return true;
}

/** As many quotes and items as a line can be in: one of its own needs a marker, one of a line above two columns. */
function levelsOf(line: string): number {
  const [markers] = CONTAINERS.exec(line) ?? [];
  if (markers === undefined || THEMATIC_BREAK.test(line)) return 0;
  const own = markers.replace(/[ \t\d]/g, "").length;
  const indentation = /^[ \t]*/.exec(line)?.[0].replaceAll("\t", "    ").length ?? 0;
  return own + Math.floor(indentation / 2);
}
