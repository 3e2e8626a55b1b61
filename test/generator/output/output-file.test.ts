import { describe, expect, test } from "vitest";
import { bannerLine, schemaOf, toCommentText } from "../../../generator/emit/output.js";

const SCHEMA = "metrics.schema.yaml";

describe("a file that metricsmith wrote is known by its first line", () => {
  test.each<readonly [string, { readonly given: string; readonly want: boolean }]>([
    ["in TypeScript", { given: `// ${bannerLine(SCHEMA)} Do not edit.\ncode`, want: true }],
    ["in YAML", { given: `# ${bannerLine(SCHEMA)} Do not edit.\n`, want: true }],
    ["in Markdown", { given: `<!-- ${bannerLine(SCHEMA)} Do not edit. -->\n`, want: true }],
    ["with CRLF", { given: `// ${bannerLine(SCHEMA)} Do not edit.\r\ncode`, want: true }],
    ["with a byte order mark", { given: `\uFEFF// ${bannerLine(SCHEMA)} Do not edit.\n`, want: true }],
    ["without a line end", { given: `// ${bannerLine(SCHEMA)} Do not edit.`, want: true }],
    ["not if it is empty", { given: "", want: false }],
    ["not if the banner stands in another line", { given: `\n// ${bannerLine(SCHEMA)} Do`, want: false }],
    ["not if the banner is no comment", { given: `${bannerLine(SCHEMA)} Do not edit.`, want: false }],
    ["not if the banner stands within the line", { given: `x; // ${bannerLine(SCHEMA)} Do`, want: false }],
  ])("%s", (_name, { given, want }) => {
    expect(schemaOf(given)).toBe(want ? SCHEMA : undefined);
  });
});

describe("a schema's name cannot get out of the banner", () => {
  test.each([
    "metrics\n.yaml",
    "metrics\r.yaml",
    "metrics\u2028.yaml",
    "metrics-->.yaml",
    "metrics--!>.yaml",
    "metrics*/.yaml",
    "metrics. yaml",
    "метрики 📈.yaml",
    "$& $1.yaml",
  ])("%j", (name) => {
    const comment = `// ${bannerLine(name)} Do not edit.`;
    expect(comment).not.toMatch(/[\r\n\u2028\u2029]|--!?>|\*\//);
    expect(schemaOf(`${comment}\ncode`)).toBe(toCommentText(name));
  });
});
