import fc from "fast-check";
import { expect, test } from "vitest";
import type { ImportResult } from "../../generator/import/draft.js";
import { draftExpositions } from "../../generator/import/exposition/draft-exposition.js";
import { draftMarkdown } from "../../generator/import/markdown/draft-markdown.js";
import { makeSoundSchema } from "../../generator/import/sound-schema.js";
import { compileText } from "../support/generator/compile-schema.js";
import { textSource } from "../support/generator/import-sources.js";

const OPTIONS = { namespace: undefined, includeDefaults: false };

/** Expects a schema that compiles, or an error. */
function expectSound(drafted: ImportResult): ImportResult {
  const { draft, diagnostics } = drafted;
  expect(draft === undefined).toBe(diagnostics.some(({ severity }) => severity === "error"));
  if (draft === undefined) return drafted;
  const { text, draft: declared, leftOut } = makeSoundSchema(draft);
  expect(compileText(text).diagnostics, text).toEqual([]);
  expect(declared.families.length + leftOut.length).toBe(draft.families.length);
  return drafted;
}

const word = fc.oneof(
  fc.constantFrom(
    "a",
    "a_total",
    "on",
    "le",
    "2xx",
    "a:b",
    "code",
    "method",
    "GET",
    "200",
    "true",
    "",
    "__x",
    "é",
  ),
  fc.string({ unit: "binary", maxLength: 8 }),
);

test("no Markdown page throws, and its imported schema compiles", async () => {
  const cell = word.map((text) => text.replace(/[\n\r|]/g, " "));
  const row = fc.array(fc.oneof(cell, fc.constantFrom(".5, 1", "`a`, `b`", "counter", "-", "1, +Inf")), {
    minLength: 1,
    maxLength: 5,
  });
  const title = fc.constantFrom(
    "Name",
    "Type",
    "Labels",
    "Vectors",
    "Buckets",
    "Description",
    "Unit",
    "Values",
    "Label",
    "?",
  );
  const table = fc
    .tuple(fc.array(title, { minLength: 1, maxLength: 5 }), fc.array(row, { maxLength: 4 }))
    .map(([titles, rows]) =>
      [titles, titles.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n"),
    );
  const heading = fc
    .tuple(
      fc.integer({ min: 1, max: 6 }),
      fc.oneof(cell, fc.constantFrom("Counters", "Histograms", "Gauges", "Labels")),
    )
    .map(([level, text]) => `${"#".repeat(level)} ${text}`);
  const list = fc.array(cell, { maxLength: 3 }).map((items) => items.map((item) => `- ${item}`).join("\n"));
  const block = fc.oneof(
    table,
    heading,
    list,
    fc.string({ maxLength: 40 }),
    fc.constantFrom("---", "<table>", "> q"),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(block, { maxLength: 12 }), async (blocks) => {
      const page = ["# Counters", "| Name |\n|---|\n| sound |", ...blocks].join("\n\n");
      const { draft } = expectSound(await draftMarkdown([textSource("a.md", page)], OPTIONS));
      expect(draft?.families[0]?.key).toBe("sound");
    }),
    { numRuns: 150 },
  );
});

test("no exposition throws, and its imported schema compiles", async () => {
  const escapedText = (text: string) =>
    text.replace(/[\\"\n]/g, (one) => (one === "\n" ? "\\n" : `\\${one}`));
  const name = fc.oneof(
    word,
    fc.constantFrom("shop_a", "shop_b_total", "shop_c_bucket", "go_x", "metricsmith_x"),
  );
  const family = fc
    .record({
      name: name.filter((text) => text !== ""),
      type: fc.constantFrom("counter", "gauge"),
      help: word.map((text) => text.replace(/[\\\n]/g, "")),
      labels: fc.uniqueArray(
        word.filter((text) => text !== "" && text !== "__name__"),
        { maxLength: 3 },
      ),
      values: fc.uniqueArray(word, { minLength: 1, maxLength: 4 }),
    })
    .map(({ name: own, type, help, labels, values }) => {
      const quoted = `"${escapedText(own)}"`;
      const samples = (labels.length === 0 ? values.slice(0, 1) : values).map((value) => {
        const set = labels.map((label) => `"${escapedText(label)}"="${escapedText(value)}"`);
        return `{${[quoted, ...set].join(",")}} 1\n`;
      });
      return { own, text: `# HELP ${quoted} ${help}\n# TYPE ${quoted} ${type}\n${samples.join("")}` };
    });
  const families = fc.uniqueArray(family, { maxLength: 6, selector: ({ own }) => own });
  let drafts = 0;
  await fc.assert(
    fc.asyncProperty(families, async (given) => {
      const text = `# HELP sound Sound.\n# TYPE sound gauge\nsound 1\n${given.map((one) => one.text).join("")}`;
      const { draft } = expectSound(await draftExpositions([textSource("a.txt", text)], OPTIONS));
      if (draft !== undefined) drafts += 1;
    }),
    { numRuns: 150 },
  );
  expect(drafts).toBeGreaterThan(100);
});
