import type { SourceLocation } from "../../diagnostics/diagnostic.js";
import { shortened } from "../../shortened.js";
import type { SchemaReport } from "../codes.js";

/** Whether a text can be a label value; one that cannot is reported. */
export function isLabelValue(value: string, at: () => SourceLocation, report: SchemaReport): boolean {
  if (value === "") {
    report("value-empty", {}, at());
    return false;
  }
  if (!SURROGATE.test(value)) return true;
  report("value-surrogate", { value: JSON.stringify(shortened(value)) }, at());
  return false;
}

/** A lone surrogate, which no UTF-8 can hold: exposed, two such values would be one. */
const SURROGATE = /\p{Surrogate}/u;
