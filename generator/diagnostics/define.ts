import { maskSecrets } from "../text/secrets.js";
import type { Diagnostic, Place, Severity, SourceLocation } from "./diagnostic.js";

/** A diagnostic code's severity and words. */
export type DiagnosticRule<Params> = RuleWords<Params> & Examples;

interface RuleWords<Params> {
  readonly severity: Severity;
  /** A few words for lists of rules and for annotations. */
  readonly title: string;
  /** One sentence that says what is wrong and quotes the user's own token. */
  readonly message: (params: Params) => string;
  /** What to write instead. */
  readonly help?: (params: Params) => string | undefined;
  /** One or two sentences for the list of rules: what it means, and why it matters. */
  readonly explanation: string;
}

/** An example with the mistake, and the same without it; or why there is none. */
export type Examples =
  | { readonly wrong: string; readonly right: string; readonly withoutExample?: never }
  | { readonly withoutExample: string; readonly wrong?: never; readonly right?: never };

type Words<Params> = Omit<RuleWords<Params>, "severity"> & Examples;

export function error<Params>(words: Words<Params>): DiagnosticRule<Params> {
  return { severity: "error", ...words };
}

export function warning<Params>(words: Words<Params>): DiagnosticRule<Params> {
  return { severity: "warning", ...words };
}

export function information<Params>(words: Words<Params>): DiagnosticRule<Params> {
  return { severity: "information", ...words };
}

/** Rules by code, whatever their parameters are. */
export type DiagnosticRules = Readonly<Record<string, DiagnosticRule<never>>>;

/** The codes of a feature. */
export interface Codes<Rules extends DiagnosticRules> {
  readonly rules: Rules;
  /** Makes the feature's `report`. The sink also gets the `where` of each diagnostic. */
  reporter<At extends Where = Where>(
    sink: (diagnostic: Diagnostic, where: At) => void,
  ): Report<Codes<Rules>, At>;
}

/**
 * Reports a diagnostic: `report("stale-output", { file }, where)`. A function that uses the codes of two features takes
 * a `Report<typeof A & typeof B>`; it can hand it on to one that takes a `Report<typeof A>`. A feature whose sink needs
 * more than a location says with `At` what kind of place it takes.
 */
export type Report<Feature extends { readonly rules: DiagnosticRules }, At extends Where = Where> = (
  ...diagnostic: Reported<Feature["rules"], At>
) => void;

type Reported<Rules extends DiagnosticRules, At extends Where> = {
  readonly [Code in keyof Rules]: [code: Code, params: ParamsOf<Rules[Code]>, where: At];
}[keyof Rules];

type ParamsOf<Rule> = Rule extends DiagnosticRule<infer Params> ? Params : never;

/** `undefined` when the mistake is not in a file's text. */
export type Where = SourceLocation | Place | undefined;

/**
 * Defines the codes of a feature, in its `codes.ts`:
 *
 *     export const OUTPUT_CODES = defineCodes({ "stale-output": error<{ file: string }>({ title, message, help }) });
 *     const report = OUTPUT_CODES.reporter((diagnostic) => diagnostics.push(diagnostic));
 *     report("stale-output", { file: "metrics.md" }, startOfFile("metrics.md"));
 *
 * Codes are stable and kebab-case: users write them in suppressions and searches. `generator/codes.ts` joins the codes
 * of all features.
 */
export function defineCodes<const Rules extends DiagnosticRules>(rules: Rules): Codes<Rules> {
  return {
    rules,
    reporter: (sink) => (code, params, where) => {
      // The type of `report` pairs each code with the parameters of its rule.
      const rule = rules[code] as DiagnosticRule<unknown>;
      sink(diagnosticOf({ code: String(code), rule, params, where }), where);
    },
  };
}

interface Occurrence {
  readonly code: string;
  readonly rule: DiagnosticRule<unknown>;
  readonly params: unknown;
  readonly where: Where;
}

function diagnosticOf({ code, rule, params, where }: Occurrence): Diagnostic {
  const help = rule.help?.(params);
  const isPlace = where !== undefined && "location" in where;
  const fix = isPlace ? where.fix : undefined;
  const isWritable = fix !== undefined && maskSecrets(fix.text) === fix.text;
  return {
    code,
    severity: rule.severity,
    message: maskSecrets(rule.message(params)),
    help: help === undefined ? undefined : maskSecrets(help),
    location: isPlace ? where.location : where,
    ...(isWritable && { fix }),
  };
}
