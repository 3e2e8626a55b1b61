import { diagnose } from "../../diagnostics/diagnose.js";
import type { SourceLocation } from "../../diagnostics/diagnostic.js";
import type { Report } from "../../diagnostics/report.js";
import type { Cell } from "./markdown-node.js";
import { locationOf } from "./markdown-page.js";
import { withoutTicks } from "./markdown-text.js";
import { cellText } from "./table-columns.js";

/** Those that clients have by default, in seconds. */
const DEFAULT_BUCKETS = [".005", ".01", ".025", ".05", ".1", ".25", ".5", "1", "2.5", "5", "10"];

interface BucketCell {
  readonly file: string;
  /** The histogram. */
  readonly key: string;
  /** `undefined` if there is no such column. */
  readonly cell: Cell | undefined;
  /** Of the histogram. */
  readonly location: SourceLocation;
}

interface ReadBuckets {
  /** Finite upper bounds as they are spelled, in ascending order. */
  readonly bounds: readonly string[];
  /** What is to be decided about them. */
  readonly notes: readonly string[];
}

/** What is no bound is reported. */
export function readBuckets({ file, key, cell, location }: BucketCell, report: Report): ReadBuckets {
  const at = cell === undefined ? location : locationOf(file, cell);
  const toDecide = (problem: string, help: string) =>
    report(diagnose("import-to-decide", { problem, help }, at));
  const tokens = withoutTicks(cellText(cell))
    .split(/[\s,;[\](){}]+/)
    .filter((token) => token !== "" && !/^(?:le=)?"?(?:\+?inf(?:inity)?|∞)"?$/i.test(token));
  const bounds = new Map<number, string>();
  const strange = tokens.filter((token) => !Number.isFinite(Number(token)));
  for (const token of tokens) {
    const bound = Number(token);
    if (Number.isFinite(bound) && !bounds.has(bound)) bounds.set(bound, token);
  }
  if (strange.length > 0) {
    const problem = `The buckets of \`${key}\` have ${strange.map((token) => `\`${token}\``).join(", ")}, which is no number.`;
    toDecide(problem, "Write plain numbers in the unit of the metric, such as `.005, .01, .025`.");
  }
  if (bounds.size === 0) {
    const problem = `The histogram \`${key}\` has no buckets; those that clients have by default are taken.`;
    toDecide(problem, "Write its upper bounds in a column `Buckets`, or change them in the schema.");
    return { bounds: DEFAULT_BUCKETS, notes: ["The reference has no buckets: these are the clients' own."] };
  }
  const ascending = [...bounds].sort(([one], [other]) => one - other).map(([, token]) => token);
  if ([...bounds.values()].join() !== ascending.join() || bounds.size + strange.length < tokens.length) {
    const problem = `The buckets of \`${key}\` do not ascend; they are imported in order, each once.`;
    toDecide(problem, "Write upper bounds in ascending order.");
  }
  return { bounds: ascending, notes: [] };
}
