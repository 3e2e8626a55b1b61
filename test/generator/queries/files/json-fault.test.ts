import { expect, test } from "vitest";
import { jsonFault } from "../../../../generator/queries/files/offsets.js";

/** The text from the fault on; `undefined` for none. */
const CASES: readonly (readonly [string, { readonly given: string; readonly want: string | undefined }])[] = [
  ["a bracket that closes nothing", { given: '{"a": ]}', want: "]}" }],
  ["no colon", { given: '{"a" "b"}', want: '"b"}' }],
  ["no comma", { given: "[1 2]", want: "2]" }],
  ["a comma too many", { given: '{"a":1,\n}', want: "}" }],
  ["a word", { given: "[tru]", want: "tru]" }],
  ["a line feed in a string", { given: '{"a":"b\n"}', want: '"b\n"}' }],
  ["an escape that JSON does not have", { given: '["\\x"]', want: '"\\x"]' }],
  ["something behind the end", { given: "{} x", want: "x" }],
  ["a comment", { given: "// a\n{}", want: "// a\n{}" }],
  ["an end too early", { given: '{"a": [1, ', want: " " }],
  ["nothing", { given: "", want: "" }],
  ["a sound text", { given: ' {"a": [-1.5e+3, "\\u00e9", null, true, {}]}\n', want: undefined }],
];

test.each(CASES)("%s", (_name, { given, want }) => {
  const fault = jsonFault(given);
  expect(fault === undefined ? undefined : given.slice(fault.start)).toBe(want);
});
