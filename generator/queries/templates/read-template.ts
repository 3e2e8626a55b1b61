import type { TextSpan } from "../query.js";
import { type TemplateToken, templateActions } from "./template-tokens.js";

/** What the template of an annotation or label uses. */
export interface Template {
  readonly labels: readonly TemplateLabel[];
  readonly queries: readonly TemplateQuery[];
}

/** `$labels.name`, `index .Labels "name"`, or `.Labels.name` of a value. */
export interface TemplateLabel extends TextSpan {
  readonly name: string;
  readonly of: LabelOwner;
}

export type LabelOwner =
  /** What the alert's expression results in. */
  | { readonly kind: "alert" }
  /** `$values.A`: what one of the alert's queries or expressions results in. */
  | { readonly kind: "value"; readonly refId: string }
  /** What a query of the template results in, by its place in the list. */
  | { readonly kind: "query"; readonly index: number };

/** `query "up"`. */
export interface TemplateQuery {
  readonly text: string;
  /** For each code unit, its place in the template; then the place where the last one ends. */
  readonly places: readonly number[];
  /** Whether it comes from `printf`: verbs have become variables of Grafana. */
  readonly isFormatted: boolean;
  /** Whether it stands in back quotes, without escapes. */
  readonly isRaw: boolean;
}

type Value =
  | { readonly kind: "unknown" | "root" | "values" }
  | { readonly kind: "labels" | "sample" | "samples"; readonly of: LabelOwner }
  | { readonly kind: "text"; readonly text: TemplateQuery };

const UNKNOWN: Value = { kind: "unknown" };
const OF_ALERT: LabelOwner = { kind: "alert" };

export function readTemplate(text: string): Template {
  const reader = new TemplateReader();
  if (text.includes("{{")) for (const tokens of templateActions(text)) reader.readAction(tokens);
  return { labels: reader.labels, queries: reader.queries };
}

/** What `end` closes. */
interface Block {
  /** The value of `.` around it. */
  readonly dot: Value;
  /** Labels that its condition asks for: that they can be missing is known. */
  readonly expected: ReadonlySet<string>;
}

class TemplateReader {
  readonly labels: TemplateLabel[] = [];
  readonly queries: TemplateQuery[] = [];
  private dot: Value = { kind: "root" };
  private readonly blocks: Block[] = [];
  private readonly variables = new Map<string, Value>([
    ["", { kind: "root" }],
    ["labels", { kind: "labels", of: OF_ALERT }],
    ["values", { kind: "values" }],
  ]);

  readAction(tokens: readonly TemplateToken[]): void {
    const [first, second] = tokens;
    const keyword = first?.kind === "word" ? first.word : "";
    switch (keyword) {
      case "if":
      case "with":
      case "range":
        this.open(keyword, tokens.slice(1));
        return;
      case "else":
        this.close();
        if (second?.kind === "word" && second.word !== "else") this.open(second.word, tokens.slice(2));
        else this.blocks.push({ dot: this.dot, expected: new Set() });
        return;
      case "end":
        this.close();
        return;
      case "define":
      case "block":
        this.blocks.push({ dot: this.dot, expected: new Set() });
        this.dot = UNKNOWN;
        return;
      case "template":
      case "break":
      case "continue":
        return;
      default:
        this.readStatement(tokens);
    }
  }

  private open(keyword: string, tokens: readonly TemplateToken[]): void {
    const before = this.labels.length;
    const value = this.readStatement(tokens);
    const isCondition = keyword !== "range" && value.kind !== "samples" && value.kind !== "sample";
    const asked = isCondition ? this.labels.splice(before) : [];
    this.blocks.push({ dot: this.dot, expected: new Set(asked.map(labelKey)) });
    if (keyword === "with") this.dot = value;
    if (keyword === "range") this.dot = value.kind === "samples" ? { kind: "sample", of: value.of } : UNKNOWN;
  }

  private close(): void {
    const block = this.blocks.pop();
    if (block !== undefined) this.dot = block.dot;
  }

  /** `$x := …`, `$i, $x := …`, or a pipeline alone. */
  private readStatement(tokens: readonly TemplateToken[]): Value {
    const assignment = tokens.findIndex((token) => isSign(token, ":=") || isSign(token, "="));
    const value = this.readPipeline(tokens.slice(assignment + 1));
    const names = tokens
      .slice(0, assignment + 1)
      .flatMap((token) => (token.kind === "variable" ? [token.name] : []));
    for (const name of names) this.variables.set(name, names.length === 1 ? value : UNKNOWN);
    return value;
  }

  private readPipeline(tokens: readonly TemplateToken[]): Value {
    let value: Value | undefined;
    for (const command of splitBy(tokens, "|")) value = this.readCommand(command, value);
    return value ?? UNKNOWN;
  }

  /** @param piped the value of the command before it, which is its last argument */
  private readCommand(tokens: readonly TemplateToken[], piped: Value | undefined): Value {
    const [first] = tokens;
    if (first?.kind === "word") {
      const args = this.readOperands(tokens.slice(1));
      return this.call(first.word, piped === undefined ? args : [...args, { value: piped, ...NOWHERE }]);
    }
    const operands = this.readOperands(tokens);
    return operands.length === 1 ? (operands[0]?.value ?? UNKNOWN) : UNKNOWN;
  }

  private readOperands(tokens: readonly TemplateToken[]): readonly Operand[] {
    const operands: Operand[] = [];
    for (let index = 0; index < tokens.length; index++) {
      const token = tokens[index];
      if (token === undefined) break;
      if (token.kind === "field" && tokens[index - 1]?.end === token.start && operands.length > 0) {
        const inner = operands.pop();
        if (inner !== undefined)
          operands.push({ value: this.fieldOf(inner.value, token), start: inner.start, end: token.end });
      } else if (isSign(token, "(")) {
        const close = closingBracket(tokens, index);
        const value = this.readPipeline(tokens.slice(index + 1, close));
        operands.push({ value, start: token.start, end: tokens[close]?.end ?? token.end });
        index = close;
      } else operands.push({ value: this.valueOf(token), start: token.start, end: token.end });
    }
    return operands;
  }

  private valueOf(token: TemplateToken): Value {
    switch (token.kind) {
      case "variable":
        return this.variables.get(token.name) ?? UNKNOWN;
      case "field":
        return this.fieldOf(this.dot, token);
      case "dot":
        return this.dot;
      case "string":
        return { kind: "text", text: { ...token, text: token.value, isFormatted: false } };
      default:
        return UNKNOWN;
    }
  }

  private fieldOf(value: Value, { name, start, end }: TextSpan & { readonly name: string }): Value {
    switch (value.kind) {
      case "root":
        if (name === "Labels") return { kind: "labels", of: OF_ALERT };
        return name === "Values" ? { kind: "values" } : UNKNOWN;
      case "values":
        return { kind: "sample", of: { kind: "value", refId: name } };
      case "sample":
        return name === "Labels" ? { kind: "labels", of: value.of } : UNKNOWN;
      case "labels":
        this.use({ name, of: value.of, start: start + 1, end });
        return UNKNOWN;
      default:
        return UNKNOWN;
    }
  }

  private use(label: TemplateLabel): void {
    const key = labelKey(label);
    if (!this.blocks.some(({ expected }) => expected.has(key))) this.labels.push(label);
  }

  private call(name: string, args: readonly Operand[]): Value {
    const [first, second] = args;
    const last = args.at(-1)?.value ?? UNKNOWN;
    switch (name) {
      case "index":
        return args.slice(1).reduce((value, key) => this.entryOf(value, key), first?.value ?? UNKNOWN);
      case "query":
        return first?.value.kind === "text" ? this.query(first.value.text) : UNKNOWN;
      case "printf":
      case "print":
        return first?.value.kind === "text" ? { kind: "text", text: formatted(first.value.text) } : UNKNOWN;
      case "first":
        return last.kind === "samples" ? { kind: "sample", of: last.of } : UNKNOWN;
      case "label":
      case "sortByLabel": {
        const isOfSamples = last.kind === "sample" || last.kind === "samples";
        if (isOfSamples && first !== undefined && second !== undefined) {
          this.entryOf({ kind: "labels", of: last.of }, first);
        }
        return name === "label" ? UNKNOWN : last;
      }
      default:
        return UNKNOWN;
    }
  }

  private entryOf(value: Value, { value: key, start, end }: Operand): Value {
    if (key.kind !== "text" || key.text.isFormatted) return UNKNOWN;
    // The field's point and the string's quotation mark are as long.
    const isQuoted = end - start === key.text.text.length + 2;
    return this.fieldOf(value, { name: key.text.text, start, end: isQuoted ? end - 1 : end });
  }

  private query(text: TemplateQuery): Value {
    this.queries.push(text);
    return { kind: "samples", of: { kind: "query", index: this.queries.length - 1 } };
  }
}

interface Operand extends TextSpan {
  readonly value: Value;
}

const NOWHERE: TextSpan = { start: 0, end: 0 };

function labelKey({ name, of }: Pick<TemplateLabel, "name" | "of">): string {
  return `${JSON.stringify(of)} ${name}`;
}

function isSign(token: TemplateToken, sign: string): boolean {
  return token.kind === "sign" && token.sign === sign;
}

function splitBy(tokens: readonly TemplateToken[], sign: string): readonly (readonly TemplateToken[])[] {
  const parts: TemplateToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (isSign(token, "(")) depth++;
    if (isSign(token, ")")) depth--;
    if (depth === 0 && isSign(token, sign)) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

function closingBracket(tokens: readonly TemplateToken[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === undefined) break;
    if (isSign(token, "(")) depth++;
    if (isSign(token, ")") && --depth === 0) return index;
  }
  return tokens.length;
}

/** `%s` becomes a variable of Grafana that is as long: what it inserts is unknown as well. */
function formatted({ text, places, isRaw }: TemplateQuery): TemplateQuery {
  const filled = text.replace(/%[-+# \d.*]*[a-zA-Z]/g, (verb) => `$${"v".repeat(verb.length - 1)}`);
  let value = "";
  const kept: number[] = [];
  for (let index = 0; index < filled.length; index++) {
    value += filled.charAt(index);
    kept.push(places[index] ?? 0);
    if (filled.startsWith("%%", index)) index++;
  }
  return { text: value, places: [...kept, places.at(-1) ?? 0], isFormatted: true, isRaw };
}
