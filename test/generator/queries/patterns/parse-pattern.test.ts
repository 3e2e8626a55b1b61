import { describe, expect, test } from "vitest";
import {
  alternativesOf,
  literalsOf,
  matcherOf,
  parsePattern,
} from "../../../../generator/queries/regex-pattern.js";

type Matches = Readonly<Record<"yes" | "no", readonly string[]>>;

const MATCHES: readonly (readonly [string, Matches])[] = [
  ["abc", { yes: ["abc"], no: ["", "ab", "abcd", "ABC", "xabc"] }],
  ["a|bc|", { yes: ["a", "bc", ""], no: ["abc", "b"] }],
  ["^a$", { yes: ["a"], no: ["^a$"] }],
  ["a.c", { yes: ["abc", "a😀c"], no: ["ac", "a\nc"] }],
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
  ["(a*)*b", { yes: ["b", "aaab"], no: ["a".repeat(40)] }],
];

describe("matches", () => {
  test.each(MATCHES)("%s", (text, { yes, no }) => {
    const parsed = parsePattern(text);
    if (parsed.kind !== "pattern") throw new Error(parsed.kind);
    const matches = matcherOf(parsed.pattern)?.matches;
    expect([...yes, ...no].map((value) => [value, matches?.(value)])).toEqual([
      ...yes.map((value) => [value, true]),
      ...no.map((value) => [value, false]),
    ]);
  });

  test("within a moment, whatever the pattern is", () => {
    const parsed = parsePattern("(((a+)+)+)+b");
    if (parsed.kind !== "pattern") throw new Error(parsed.kind);
    // Trying one way after another, this would take longer than the universe is old.
    expect(matcherOf(parsed.pattern)?.matches("a".repeat(2000))).toBe(false);
  });

  test("nothing that would take all memory", () => {
    const parsed = parsePattern("(((a{1000}){1000}){1000})");
    if (parsed.kind !== "pattern") throw new Error(parsed.kind);
    expect(matcherOf(parsed.pattern)).toBeUndefined();
  });
});

const INVALID: readonly (readonly [string, { readonly problem: string; readonly token: string }])[] = [
  ["a(b", { problem: "The pattern has a `(` that is not closed", token: "(" }],
  ["a)b", { problem: "The pattern has a `)` that nothing opens", token: ")" }],
  ["a[b", { problem: "The pattern has a `[` that is not closed", token: "[" }],
  ["a|*b", { problem: "The pattern repeats nothing", token: "*" }],
  ["ab++", { problem: "The pattern repeats a repetition", token: "+" }],
  ["a{3,2}", { problem: "The pattern cannot repeat by `{3,2}`", token: "{3,2}" }],
  ["a{1001}", { problem: "The pattern cannot repeat by `{1001}`", token: "{1001}" }],
  ["(?!a)b", { problem: "RE2 has no group that begins with `(?!`", token: "(?!" }],
  ["(?q)a", { problem: "RE2 has no flags `q`", token: "(?q)" }],
  ["(a)\\1", { problem: "RE2 has no `\\1`, which repeats what a group has matched", token: "\\1" }],
  ["\\y", { problem: "RE2 has no escape `\\y`", token: "\\y" }],
  ["a\\", { problem: "The pattern ends in a `\\`", token: "\\" }],
  ["[z-a]", { problem: "The pattern has a range `z-a` that is upside down", token: "[" }],
  ["[[:nothing:]]", { problem: "RE2 has no characters `[:nothing:]`", token: "[:nothing:]" }],
];

test.each(INVALID)("%s is refused", (text, { problem, token }) => {
  const parsed = parsePattern(text);
  if (parsed.kind !== "invalid") throw new Error(parsed.kind);
  expect([parsed.problem, text.slice(parsed.start, parsed.end)]).toEqual([problem, token]);
});

test.each([
  "\\pL+",
  "a\\b",
  "a$b",
  "(?s)a",
  "[[:alpha:]]",
  "\\x41",
  "\\Qa\\E",
  `${"(".repeat(300)}${")".repeat(300)}`,
])("what %s matches is not known", (text) => {
  expect(parsePattern(text)).toEqual({ kind: "unknown" });
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
];

test.each(ALTERNATIVES)("the alternatives of %s", (text, want) => {
  const parsed = parsePattern(text);
  if (parsed.kind !== "pattern") throw new Error(parsed.kind);
  const alternatives = alternativesOf(parsed.pattern);
  expect(
    alternatives.map(({ pattern, start, end }) => [text.slice(start, end), literalsOf(pattern)]),
  ).toEqual(want);
});
