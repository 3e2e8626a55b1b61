import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePattern } from "../../../generator/queries/regex-pattern.js";

type Matches = Readonly<Record<"yes" | "no", readonly string[]>>;

const MATCHES: readonly (readonly [string, Matches])[] = [
  ["abc", { yes: ["abc"], no: ["", "ab", "abcd", "ABC", "xabc"] }],
  ["a|bc|", { yes: ["a", "bc", ""], no: ["abc", "b"] }],
  ["^a$", { yes: ["a"], no: ["^a$"] }],
  ["a.c", { yes: ["abc", "a😀c", "a\nc"], no: ["ac"] }],
  ["(?-s)a.c", { yes: ["abc"], no: ["a\nc"] }],
  ["a*b+c?", { yes: ["b", "aabbc"], no: ["a", "abcc"] }],
  ["(ab){2,3}", { yes: ["abab", "ababab"], no: ["ab", "abababab"] }],
  ["a{2}", { yes: ["aa"], no: ["a", "aaa"] }],
  ["a{2,}?", { yes: ["aa", "aaaaa"], no: ["a"] }],
  ["a{,2}", { yes: ["a{,2}"], no: ["aa"] }],
  ["[a-c1_-]+", { yes: ["abc1_-"], no: ["d", ""] }],
  ["[^a-c]", { yes: ["d", "]"], no: ["a", ""] }],
  ["[]a]", { yes: ["]", "a"], no: ["b"] }],
  ["[\\d.]+", { yes: ["1.2"], no: ["a"] }],
  ["\\d\\w\\s\\D\\W\\S", { yes: ["1_ a-b"], no: ["a_ a-b"] }],
  ["\\.\\*\\\\", { yes: [".*\\"], no: ["ab\\"] }],
  ["(?i)gEt|post", { yes: ["GET", "Post"], no: ["put"] }],
  ["(?i:a)b", { yes: ["ab", "Ab"], no: ["aB"] }],
  ["(?i)[a-c]", { yes: ["B"], no: ["D"] }],
  ["(?P<name>a)(?:b)(?<other>c)", { yes: ["abc"], no: ["ab"] }],
  ["\\pL+\\d", { yes: ["aé1"], no: ["11"] }],
  ["a\\b.*", { yes: ["a", "a b"], no: ["ab"] }],
  ["(?m)a$\\n^b", { yes: ["a\nb"], no: ["ab"] }],
  ["a$b", { yes: [], no: ["ab", "a$b"] }],
  ["(?s)a.", { yes: ["a\n"], no: ["a"] }],
  ["(?U)a+", { yes: ["aa"], no: ["b"] }],
  ["[[:alpha:]_]+", { yes: ["a_b"], no: ["1"] }],
  ["\\x41\\x{1F600}\\101", { yes: ["A😀A"], no: ["x41"] }],
  ["\\Qa.|\\Eb", { yes: ["a.|b"], no: ["axb", "b"] }],
  [`${"(".repeat(300)}a${")".repeat(300)}`, { yes: ["a"], no: ["b"] }],
  ["(a*)*b", { yes: ["b", "aaab"], no: ["a".repeat(40)] }],
];

/** Fails for a pattern that is not valid. */
function validPattern(text: string) {
  const pattern = parsePattern(text);
  if (pattern.kind !== "valid") throw new Error(JSON.stringify(pattern));
  return pattern;
}

describe("a pattern matches whole texts", () => {
  test.each(MATCHES)("%s", (text, { yes, no }) => {
    const { matches } = validPattern(text);
    expect([...yes, ...no].map((value) => [value, matches(value)])).toEqual([
      ...yes.map((value) => [value, true]),
      ...no.map((value) => [value, false]),
    ]);
  });

  test("in time proportional to the text", () => {
    // With backtracking, this would take longer than the universe is old.
    expect(validPattern("(((a+)+)+)+b").matches("a".repeat(2000))).toBe(false);
  });
});

test.each([
  ["a long one", "a".repeat(5001)],
  ["long repetitions", "a{1000}".repeat(6)],
  ["repeated groups", "(a{30}b){30}".repeat(6)],
  ["repetitions of repetitions", "(((a{1000}){1000}){1000})"],
  ["repeated Unicode classes", "\\pL{300}"],
  ["groups in many groups", `${"(".repeat(600)}${")".repeat(600)}`],
  ["groups that are never closed", "(".repeat(100_000)],
])("%s is too large", (_name, text) => {
  expect(parsePattern(text)).toEqual({ kind: "too large" });
});

const INVALID: readonly (readonly [string, { readonly problem: string; readonly token: string }])[] = [
  ["a(b", { problem: "The pattern has a `(` that is not closed", token: "(" }],
  ["a)b", { problem: "The pattern has a `)` that nothing opens", token: ")" }],
  ["a[b", { problem: "The pattern has a `[` that is not closed", token: "[" }],
  ["a|*b", { problem: "The pattern repeats nothing", token: "*" }],
  ["ab++", { problem: "The pattern repeats a repetition", token: "++" }],
  ["a{3,2}", { problem: "The pattern cannot repeat by `{3,2}`", token: "{3,2}" }],
  ["a{1001}", { problem: "The pattern cannot repeat by `{1001}`", token: "{1001}" }],
  ["(?!a)b", { problem: "RE2 has no group that begins with `(?!`", token: "(?!" }],
  ["(?q)a", { problem: "RE2 has no group that begins with `(?q`", token: "(?q" }],
  ["(a)\\1", { problem: "RE2 has no `\\1`, which repeats what a group has matched", token: "\\1" }],
  ["\\y", { problem: "RE2 has no escape `\\y`", token: "\\y" }],
  ["a\\", { problem: "The pattern ends in a `\\`", token: "\\" }],
  ["[z-a]", { problem: "The pattern has a range `z-a` that is upside down", token: "z-a" }],
  ["a(b|c", { problem: "The pattern has a `(` that is not closed", token: "(" }],
  ["a*|(*)", { problem: "The pattern repeats nothing", token: "*" }],
  ["(a{50}){21}", { problem: "The pattern cannot repeat by `{21}`", token: "{21}" }],
  ["(?<=a)b", { problem: "RE2 has no group that begins with `(?<=`", token: "(?<=" }],
  ["(?P<a-b>x)", { problem: "RE2 does not take the name of this group", token: "(?P<a-b>" }],
  ["(?<a>x)(?P<a>y)", { problem: "Two groups of the pattern have the name `a`", token: "a" }],
  ["\\\\y\\y", { problem: "RE2 has no escape `\\y`", token: "\\y" }],
  ["\\pX", { problem: "RE2 has no characters `\\pX`", token: "\\pX" }],
  ["[[:nothing:]]", { problem: "RE2 has no characters `[:nothing:]`", token: "[:nothing:]" }],
];

test.each(INVALID)("the pattern %s is invalid", (text, { problem, token }) => {
  const parsed = parsePattern(text);
  if (parsed.kind !== "invalid") throw new Error(parsed.kind);
  expect([parsed.problem, text.slice(parsed.start, parsed.end)]).toEqual([problem, token]);
});

test("an invalid token is located, not an equal one that is valid", () => {
  expect(parsePattern("a*|b|*")).toMatchObject({ kind: "invalid", start: 5 });
  expect(parsePattern("z-a[z-a]")).toMatchObject({ kind: "invalid", start: 4 });
});

const ALTERNATIVES: readonly (readonly [
  string,
  readonly (readonly [string, readonly string[] | undefined])[],
])[] = [
  ["a", [["a", ["a"]]]],
  [
    "a|b(c|d)|",
    [
      ["a", ["a"]],
      ["b(c|d)", ["bc", "bd"]],
      ["", [""]],
    ],
  ],
  [
    "((a|b))",
    [
      ["a", ["a"]],
      ["b", ["b"]],
    ],
  ],
  ["a(b|c)", [["a(b|c)", ["ab", "ac"]]]],
  [
    "a\\.b|5..|c?",
    [
      ["a\\.b", ["a.b"]],
      ["5..", undefined],
      ["c?", undefined],
    ],
  ],
  ["(?i)a", [["(?i)a", undefined]]],
  [
    "(?i)5|a",
    [
      ["(?i)5", ["5"]],
      ["a", undefined],
    ],
  ],
  [
    "^(a|b)$",
    [
      ["a", ["a"]],
      ["b", ["b"]],
    ],
  ],
  [
    "[|)]|\\Q|\\E|\\|",
    [
      ["[|)]", undefined],
      ["\\Q|\\E", undefined],
      ["\\|", ["|"]],
    ],
  ],
];

test.each(ALTERNATIVES)("the alternatives of %s and their literals", (text, want) => {
  const { alternatives } = validPattern(text);
  expect(alternatives.map((one) => [text.slice(one.start, one.end), one.literals])).toEqual(want);
  expect(alternatives.map((one) => one.text)).toEqual(want.map(([alternative]) => alternative));
});

const TOKENS = [
  "a",
  "B",
  "5",
  ".",
  "|",
  "|",
  "(",
  ")",
  "(?i)",
  "(?i:",
  "(?-i:",
  "(?-s)",
  "*",
  "+?",
  "{2}",
  "^",
];
const MORE_TOKENS = [
  "$",
  "[aB]",
  "[^)|]",
  "[]|]",
  "\\d",
  "\\|",
  "\\Q|(\\E",
  "\\pL",
  "\n",
  "(?P<n>",
  "é",
  "{,2}",
];

test("a pattern matches what one of its alternatives matches, and all their literals", () => {
  const pattern = fc
    .array(fc.constantFrom(...TOKENS, ...MORE_TOKENS), { maxLength: 10 })
    .map((tokens) => tokens.join(""));
  const value = fc.string({ unit: fc.constantFrom("a", "b", "B", "5", "|", "(", "\n", "é"), maxLength: 4 });
  fc.assert(
    fc.property(pattern, fc.array(value, { maxLength: 8 }), (text, values) => {
      const parsed = parsePattern(text);
      fc.pre(parsed.kind === "valid");
      const { matches, alternatives } = parsed;
      for (const one of values) expect(alternatives.some((other) => other.matches(one))).toBe(matches(one));
      for (const { literals, matches: matchesOne } of alternatives) {
        if (literals === undefined) continue;
        for (const one of [...literals, ...values]) expect(matchesOne(one)).toBe(literals.includes(one));
      }
    }),
    { numRuns: 500 },
  );
});
