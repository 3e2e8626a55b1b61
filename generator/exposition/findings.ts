import { type FindingRule, LINE_FINDINGS } from "./finding-rules.js";
import { SAMPLE_FINDINGS } from "./openmetrics-finding-rules.js";

/** Something in an exposition that its format does not allow, or that is better written in another way. */
export interface ExpositionFinding {
  readonly code: FindingCode;
  /** One sentence that says what is wrong and quotes the exposition's own token. */
  readonly message: string;
  /** What to write instead. */
  readonly help: string;
  /** The name of the metric family or sample that it is about; `undefined` if it is about none. */
  readonly name: string | undefined;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 code units. */
  readonly column: number;
  /** The first column after the token. */
  readonly endColumn: number;
}

export const FINDINGS = { ...LINE_FINDINGS, ...SAMPLE_FINDINGS };

/** The code of a finding about an exposition: stable, and kebab-case. */
export type FindingCode = keyof typeof FINDINGS;

/** The values that the message of a finding has. */
export type FindingParams<Code extends FindingCode> = Parameters<(typeof FINDINGS)[Code]["words"]>[0];

/** The place of a finding. It stays valid when the parser's bytes change. */
export type FindingPlace = Pick<ExpositionFinding, "line" | "column" | "endColumn">;

/** The most errors, and the most warnings, that are listed. Further ones are counted. */
const MOST_LISTED = 1_000;

export class Findings {
  /** Whether the format is OpenMetrics, in which `tolerated` findings are errors. */
  readonly strict: boolean;
  private errors: ExpositionFinding[] = [];
  private warnings: ExpositionFinding[] = [];
  private omitted = 0;
  private readonly listed = { errors: 0, warnings: 0 };

  constructor(strict: boolean) {
    this.strict = strict;
  }

  report<Code extends FindingCode>(code: Code, params: FindingParams<Code>, place: FindingPlace): void {
    // The compiler does not see that the rule of a code takes that code's parameters.
    const { severity, words } = FINDINGS[code] as FindingRule<FindingParams<Code>>;
    const isError = severity === "invalid" || (severity === "tolerated" && this.strict);
    const list = isError ? "errors" : "warnings";
    if (this.listed[list] === MOST_LISTED) {
      this.omitted += 1;
      return;
    }
    this.listed[list] += 1;
    const [message, help] = words(params);
    const name = "name" in params ? params.name : undefined;
    this[list].push({ code, message, help, name, ...place });
  }

  /** Returns the findings since the last call. */
  take() {
    const { errors, warnings, omitted } = this;
    this.errors = [];
    this.warnings = [];
    this.omitted = 0;
    return { errors, warnings, omitted };
  }
}
