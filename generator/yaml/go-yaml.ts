import type { YamlOptions } from "@metricsmith/runtime/input";
import * as yaml from "yaml";

/**
 * YAML as go-yaml reads it, with which Prometheus and Kubernetes read their files. Numbers and booleans are texts, as
 * Prometheus wants them: `alert: 404` is a name. Tags that nobody knows are ignored.
 */
export const GO_YAML: YamlOptions = {
  format: {
    schema: "failsafe",
    customTags: ["null"],
    merge: true,
    stringKeys: true,
    resolveKnownTags: false,
    prettyErrors: false,
    logLevel: "silent",
  },
  mostTokens: 1_000_000,
  makeLexer: makeGoLexer,
};

/** Forgets what the parser finds and go-yaml takes: unknown tags, brackets at the start of a line, `"a"#b`, `"\\'"`. */
export function forgetGoFaults(document: yaml.Document.Parsed): void {
  document.warnings.length = 0;
  const errors = document.errors.filter(({ message }) => !GO_TAKES.test(message));
  if (errors.length === document.errors.length) return;
  document.errors = errors;
  yaml.visit(document, {
    Scalar(_key, scalar) {
      const { type, value } = scalar;
      // The parser leaves the backslash in the text.
      if (type === "QUOTE_DOUBLE" && typeof value === "string") scalar.value = value.replaceAll("\\'", "'");
    },
  });
}

const GO_TAKES = /^(?:Comments must be separated|Invalid escape sequence \\')/;

/** What is private in the types of the lexer. */
interface LexerInternals {
  /** In spaces, from which on a line belongs to the value before it. */
  indentNext: number;
  parseFlowCollection: LexerStep;
  parseQuotedScalar: LexerStep;
}

type LexerStep = () => Generator<string, unknown>;

/** Within brackets and quotes, lines may begin at each column. */
function makeGoLexer(): yaml.Lexer {
  const lexer = new yaml.Lexer();
  const internals = lexer as unknown as LexerInternals;
  for (const name of ["parseFlowCollection", "parseQuotedScalar"] as const) {
    const step = internals[name];
    internals[name] = function* () {
      const { indentNext } = internals;
      internals.indentNext = 0;
      const next = yield* step.call(lexer);
      internals.indentNext = indentNext;
      return next;
    };
  }
  return lexer;
}
