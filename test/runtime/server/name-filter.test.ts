import { describe, expect, test } from "vitest";
import { isSelected, nameFilterOf } from "../../../runtime/client/client-text.js";

describe("nameFilterOf", () => {
  test.each([
    ["no query", { given: "/metrics", want: undefined }],
    ["an empty query", { given: "/metrics?", want: undefined }],
    ["another parameter", { given: "/metrics?name=up&match[]=up", want: undefined }],
    ["a name", { given: "/metrics?name[]=up", want: ["up"] }],
    ["several", { given: "/metrics?name[]=up&x=y&name[]=users", want: ["up", "users"] }],
    ["one twice", { given: "/metrics?name[]=up&name[]=up", want: ["up"] }],
    ["percent-encoding", { given: "/metrics?name%5B%5D=a%3Ab", want: ["a:b"] }],
    ["no name, which no family has", { given: "/metrics?name[]=", want: [""] }],
    ["a whole URL", { given: "http://portal:9959/metrics?name[]=up#name[]=x", want: ["up"] }],
    ["a bad escape", { given: "/metrics?name[]=%", want: ["%"] }],
  ])("of %s", (_, { given, want }) => {
    expect(nameFilterOf(given)).toEqual(want === undefined ? undefined : new Set(want));
  });
});

describe("isSelected", () => {
  test.each([
    ["any family, without a filter", { given: undefined, family: ["up", "gauge"], want: true }],
    ["a family, by its name", { given: ["x", "up"], family: ["up", "gauge"], want: true }],
    ["no other", { given: ["u", "UP", "up_"], family: ["up", "gauge"], want: false }],
    ["a histogram, by its name", { given: ["took"], family: ["took", "histogram"], want: true }],
    ["a histogram, by its buckets", { given: ["took_bucket"], family: ["took", "histogram"], want: true }],
    ["a histogram, by its sum", { given: ["took_sum"], family: ["took", "histogram"], want: true }],
    ["a summary, by its count", { given: ["took_count"], family: ["took", "summary"], want: true }],
    ["no summary by buckets", { given: ["took_bucket"], family: ["took", "summary"], want: false }],
    ["no gauge by a count", { given: ["took_count"], family: ["took", "gauge"], want: false }],
  ] as const)("selects %s", (_, { given, family: [name, type], want }) => {
    expect(isSelected(given && new Set(given), { name, type })).toBe(want);
  });
});
