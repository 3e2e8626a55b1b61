import type { Words } from "./catalogue/entry.js";
import { CATALOGUE, type ExpositionFinding, type FindingCode, type FindingParameters } from "./catalogue.js";

/** As many errors, and as many warnings, are listed; more are counted. */
const MOST = 1_000;

/** A place that outlives the bytes it was read from. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

/** Collects what is found in an exposition. */
export class Findings {
  private errors: ExpositionFinding[] = [];
  private warnings: ExpositionFinding[] = [];
  private omitted = 0;
  private readonly listed = { errors: 0, warnings: 0 };
  private readonly strict: boolean;

  constructor(strict: boolean) {
    this.strict = strict;
  }

  report<Code extends FindingCode>(code: Code, place: Place, ...parameters: FindingParameters<Code>): void {
    const { kind } = CATALOGUE[code];
    const isError = kind === "error" || (kind === "tolerated" && this.strict);
    const list = isError ? "errors" : "warnings";
    if (this.listed[list] === MOST) {
      this.omitted += 1;
      return;
    }
    this.listed[list] += 1;
    const [message, help] = wordsOf(code, parameters);
    this[list].push({ code, message, help, ...place });
  }

  /** What was found since the last time. */
  take(): Taken {
    const { errors, warnings, omitted } = this;
    this.errors = [];
    this.warnings = [];
    this.omitted = 0;
    return { errors, warnings, omitted };
  }
}

interface Taken {
  readonly errors: readonly ExpositionFinding[];
  readonly warnings: readonly ExpositionFinding[];
  readonly omitted: number;
}

function wordsOf<Code extends FindingCode>(code: Code, parameters: FindingParameters<Code>): Words {
  // The compiler does not see that the words of a code take that code's parameters.
  const words = CATALOGUE[code].words as (...parameters: FindingParameters<Code>) => Words;
  return words(...parameters);
}
