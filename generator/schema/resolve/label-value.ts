import { diagnose } from "../../diagnostics/diagnose.js";
import type { SourceLocation } from "../../diagnostics/diagnostic.js";
import type { Report } from "../../diagnostics/report.js";
import { shortened } from "../../shortened.js";

/** Whether a text can be a label value; one that cannot is reported. */
export function isLabelValue(value: string, at: () => SourceLocation, report: Report): boolean {
  if (value === "") {
    report(diagnose("value-empty", {}, at()));
    return false;
  }
  if (!SURROGATE.test(value)) return true;
  report(diagnose("value-surrogate", { value: JSON.stringify(shortened(value)) }, at()));
  return false;
}

/** A lone surrogate, which no UTF-8 can hold: exposed, two such values would be one. */
const SURROGATE = /\p{Surrogate}/u;
