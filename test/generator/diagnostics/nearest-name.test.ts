import { expect, test } from "vitest";
import { nearestName } from "../../../generator/text/nearest-name.js";

const NAMES = ["code", "method", "success", "http_status", "max_values"];

const CASES: readonly (readonly [string, { given: string; want: string | undefined }])[] = [
  ["a missing letter", { given: "metod", want: "method" }],
  ["exchanged letters", { given: "http_stauts", want: "http_status" }],
  ["another letter case and separator", { given: "maxValues", want: "max_values" }],
  ["one letter too many in a short name", { given: "codes", want: "code" }],
  ["another word", { given: "endpoint", want: undefined }],
  ["another short word", { given: "pod", want: undefined }],
  ["nothing", { given: "", want: undefined }],
  ["a text that is not a name", { given: "c".repeat(1_000_000), want: undefined }],
];

test.each(CASES)("%s", (_name, { given, want }) => {
  expect(nearestName(given, NAMES)).toBe(want);
});
