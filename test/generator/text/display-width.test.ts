import { expect, test } from "vitest";
import { displayWidth } from "../../../generator/text/terminal.js";

test.each<readonly [string, { readonly given: string; readonly want: number }]>([
  ["nothing", { given: "", want: 0 }],
  ["ASCII", { given: "authn (1FA)", want: 11 }],
  ["Latin letters", { given: "größe", want: 5 }],
  ["a letter and a mark for it", { given: "e\u0301", want: 1 }],
  ["Chinese, Japanese and Korean", { given: "请求ログ한글", want: 12 }],
  ["Korean in parts", { given: "\u1112\u1161\u11AB", want: 2 }],
  ["Chinese beyond 16 bits", { given: "𠀀", want: 2 }],
  ["full-width forms", { given: "Ａ！", want: 4 }],
  ["half-width forms", { given: "ｱ", want: 1 }],
  ["angle brackets", { given: "\u2329", want: 2 }],
  ["an emoji", { given: "😀", want: 2 }],
  ["an emoji that Unicode may yet assign", { given: "\u{1FADF}", want: 2 }],
  ["a flag", { given: "🇩🇪", want: 2 }],
  ["a keycap", { given: "1️⃣", want: 2 }],
  ["a skin tone", { given: "👍🏽", want: 2 }],
  ["a family, joined", { given: "👨‍👩‍👧", want: 2 }],
  ["a sign", { given: "©", want: 1 }],
  ["the same as an emoji", { given: "©\uFE0F", want: 2 }],
  ["a sign that is an emoji only if asked for", { given: "\u{1F336}", want: 1 }],
])("%s", (_name, { given, want }) => {
  expect(displayWidth(given)).toBe(want);
});
