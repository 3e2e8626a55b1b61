import { formatPretty } from "../diagnostics/format-diagnostics.js";
import type { Coverage } from "./coverage.js";
import type { Nonconformity, Verified } from "./verification.js";

/** What is exposed is otherwise than the schema says. */
export class NonconformityError extends Error {
  override readonly name = "NonconformityError";
  /** What is wrong, and what is only worth a warning. */
  readonly diagnostics: readonly Nonconformity[];
  readonly coverage: Coverage;

  constructor(schema: string, { diagnostics, sources, coverage }: Verified) {
    const listed = formatPretty(diagnostics, sources, { colour: false });
    super(`what is exposed does not conform to ${schema}:\n\n${listed.trimEnd()}`);
    this.diagnostics = diagnostics;
    this.coverage = coverage;
  }
}
