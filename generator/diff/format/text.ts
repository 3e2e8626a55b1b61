import type { SourceLocation } from "../../diagnostics/diagnostic.js";
import type { Paint, Style } from "../../diagnostics/format/colour.js";
import { printable } from "../../diagnostics/format/printable.js";
import type { AffectedQuery } from "../affected-queries.js";
import type { Change, ChangeClass, ChangeValue, SchemaDiff } from "../schema-diff.js";
import { shortValue, shownValue } from "../words.js";
import { queryName } from "./query-name.js";
import { otherChanges, tallied } from "./tallied.js";

/** What the text says beside the changes. */
export interface TextContext {
  /** As the user named the two sides. */
  readonly base: string;
  readonly head: string;
  /** Where each change is to be looked at. */
  readonly locations: readonly SourceLocation[];
  /** What each change affects; `undefined` if no queries were given. */
  readonly affected: readonly (readonly AffectedQuery[])[] | undefined;
  readonly paint: Paint;
}

const COLOURS: Readonly<Record<ChangeClass, Style>> = { breaking: "red", risky: "yellow", safe: "cyan" };

/** For people: each change with its place and what it means, by class, and a last line with the verdict. */
export function diffText(diff: SchemaDiff, context: TextContext): string {
  const { base, head, locations, affected, paint } = context;
  const { verdict, changes } = diff;
  const blocks = changes.map((change, at) => {
    const kind = paint(`${change.class}[${change.kind}]`, "bold", COLOURS[change.class]);
    const location = locations[at];
    return [
      `${kind}${paint(`: ${change.path}`, "bold")} ${values(change)}`.trimEnd(),
      `  ${change.message}`,
      ...(location === undefined
        ? []
        : [`${paint("  -->", "blue")} ${printable(location.file)}:${location.line}:${location.column}`]),
      ...effects(affected?.[at] ?? [], paint),
      "",
    ].join("\n");
  });
  const sides = `from ${printable(base)} to ${printable(head)}`;
  const others = otherChanges(diff);
  if (others !== "") blocks.push(`${others}\n`);
  return `${[...blocks, `${paint(verdict, "bold")}: ${tallied(diff)} ${sides}`].join("\n")}\n`;
}

function effects(affected: readonly AffectedQuery[], paint: Paint): readonly string[] {
  const broken = affected.filter(({ sure }) => sure);
  const doubtful = affected.filter(({ sure }) => !sure);
  return [
    ...broken.map(({ query }) => `  ${paint("breaks", "red")} ${queryName(query)}`),
    ...doubtful.map(({ query }) => `  ${paint("may break", "yellow")} ${queryName(query)}`),
  ];
}

/** `- before`, `+ after`, or both with an arrow between them. */
function values({ before, after }: Change): string {
  const shown = (value: ChangeValue) => shortValue(shownValue(value));
  if (before === undefined) return after === undefined ? "" : `+ ${shown(after)}`;
  return after === undefined ? `- ${shown(before)}` : `${shown(before)} → ${shown(after)}`;
}
