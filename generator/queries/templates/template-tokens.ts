import type { TextSpan } from "../query.js";

/** What stands between `{{` and `}}` of Go's templates. */
export type TemplateToken = TextSpan &
  (
    | {
        readonly kind: "string";
        readonly value: string;
        /** Of each code unit of the value; then that where the last one ends. */
        readonly places: readonly number[];
        readonly isRaw: boolean;
      }
    /** `with`, `query`, `true`. */
    | { readonly kind: "word"; readonly word: string }
    /** `$labels`, or `$` for the root. */
    | { readonly kind: "variable"; readonly name: string }
    /** `.Labels`. */
    | { readonly kind: "field"; readonly name: string }
    /** A point that no name follows. */
    | { readonly kind: "dot" }
    /** Brackets, `|`, `:=`, `=` and commas. */
    | { readonly kind: "sign"; readonly sign: string }
    | { readonly kind: "other" }
  );

/** The tokens of each action of a template, comments left out; an action that is not closed ends the template. */
export function templateActions(text: string): readonly (readonly TemplateToken[])[] {
  const actions: (readonly TemplateToken[])[] = [];
  let at = text.indexOf("{{");
  while (at !== -1) {
    const comment = /\{\{(?:- )?\s*\/\*[\s\S]*?\*\/\s*(?: -)?\}\}/y;
    comment.lastIndex = at;
    if (comment.test(text)) {
      at = text.indexOf("{{", comment.lastIndex);
      continue;
    }
    // `{{- ` takes away the blanks before it.
    const { tokens, end } = readAction(text, /^-\s/.test(text.slice(at + 2, at + 4)) ? at + 3 : at + 2);
    if (end === undefined) break;
    actions.push(tokens);
    at = text.indexOf("{{", end);
  }
  return actions;
}

const TOKEN =
  /\s+|-?\}\}|"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\.|[^'\\\n])*'|\$\w*|\.[A-Za-z_]\w*|\.(?!\d)|:=|[()|=,]|[A-Za-z_]\w*|[^\s()|=,.$"`'}]+|[\s\S]/gy;

interface Action {
  readonly tokens: readonly TemplateToken[];
  /** Behind `}}`; `undefined` if there is none. */
  readonly end: number | undefined;
}

function readAction(text: string, start: number): Action {
  const tokens: TemplateToken[] = [];
  TOKEN.lastIndex = start;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const [token] = match;
    if (token.endsWith("}}")) return { tokens, end: TOKEN.lastIndex };
    if (token.trim() !== "") tokens.push(tokenOf(token, { start: match.index, end: TOKEN.lastIndex }));
  }
  return { tokens, end: undefined };
}

function tokenOf(text: string, span: TextSpan): TemplateToken {
  const [first = ""] = text;
  if (first === '"' && text.length > 1)
    return { kind: "string", ...span, ...unquote(text, span.start), isRaw: false };
  if (first === "`" && text.length > 1) {
    const value = text.slice(1, -1);
    const places = Array.from({ length: value.length + 1 }, (_, index) => span.start + 1 + index);
    return { kind: "string", ...span, value, places, isRaw: true };
  }
  if (first === "$") return { kind: "variable", name: text.slice(1), ...span };
  if (text === ".") return { kind: "dot", ...span };
  if (first === ".") return { kind: "field", name: text.slice(1), ...span };
  if (/^[()|=,]$|^:=$/.test(text)) return { kind: "sign", sign: text, ...span };
  if (/^[A-Za-z_]/.test(text)) return { kind: "word", word: text, ...span };
  return { kind: "other", ...span };
}

const ESCAPES: ReadonlyMap<string, string> = new Map(
  Object.entries({ n: "\n", t: "\t", r: "\r", a: "\x07", b: "\b", f: "\f", v: "\v" }),
);

/** A text in quotes: each code unit with the place where it begins; then the place where the last one ends. */
function unquote(quoted: string, start: number) {
  const inner = quoted.slice(1, -1);
  let value = "";
  const places: number[] = [];
  const escapes = /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))|[^\\]/g;
  for (const match of inner.matchAll(escapes)) {
    const [text, long, short, letter] = match;
    const code = long ?? short;
    if (code !== undefined) value += String.fromCharCode(Number.parseInt(code, 16));
    else value += letter === undefined ? text : (ESCAPES.get(letter) ?? letter);
    places.push(start + 1 + match.index);
  }
  return { value, places: [...places, start + 1 + inner.length] };
}
