import { counted } from "../../counted.js";
import { diagnose } from "../../diagnostics/diagnose.js";
import type { Report } from "../../diagnostics/report.js";
import { parseExposition } from "../../exposition/parse-exposition.js";
import type { ReadSource } from "../../source/read-source.js";
import type { Occurrence } from "./observed-family.js";

/** So many findings of one exposition are told: what is no exposition has one in each line. */
const MOST = 20;

/** The families of an exposition. Its errors and warnings are reported. */
export function readExposition(
  { name: file, bytes, format }: ReadSource,
  report: Report,
): readonly Occurrence[] {
  const { families, errors, warnings, omitted } = parseExposition(bytes, { format });
  const findings = [
    ...errors.map((one) => ["invalid-exposition", one] as const),
    ...warnings.map((one) => ["irregular-exposition", one] as const),
  ];
  for (const [code, { message: problem, help, line, column, endColumn }] of findings.slice(0, MOST)) {
    report(diagnose(code, { problem, help }, { file, line, column, endLine: line, endColumn }));
  }
  const more = findings.length + omitted - MOST;
  const last = findings[MOST]?.[1];
  if (last !== undefined) {
    const { line, column, endColumn } = last;
    const params = {
      problem: `${file} has ${counted(more, "more finding")}.`,
      help: "Mend the first ones, and import again.",
    };
    report(diagnose("irregular-exposition", params, { file, line, column, endLine: line, endColumn }));
  }
  return families.map((family) => ({
    family,
    isOpenMetrics: format === "openmetrics",
    location: { file, line: family.line, column: 1, endLine: family.line, endColumn: 1 },
  }));
}
