import { describe, expect, test } from "vitest";
import { draftExpositions } from "../../../../generator/import/exposition/draft-exposition.js";
import { makeSoundSchema } from "../../../../generator/import/sound-schema.js";
import { verifyExposition } from "../../../../generator/verify/verification.js";
import { compileText } from "../../../support/generator/compile-schema.js";
import { textSource } from "../../../support/generator/import-sources.js";

const DECLARED = "# HELP shop_boots Starts.\n# TYPE shop_boots gauge\nshop_boots 1\n";

/** The catalog that is imported from a text, and the codes that `verify` reports for the same text. */
async function roundTrip(text: string) {
  const options = { namespace: undefined, includeDefaults: false };
  const { draft } = await draftExpositions([textSource("metrics.txt", text)], options);
  const { catalog } = compileText(draft === undefined ? "" : makeSoundSchema(draft).text);
  if (catalog === undefined) throw new Error("a schema does not compile");
  const exposition = { name: "metrics.txt", format: "text", bytes: Buffer.from(text) } as const;
  return { catalog, codes: verifyExposition(catalog, exposition).diagnostics.map(({ code }) => code) };
}

describe("what a schema cannot declare is ignored, so that the source verifies against the imported schema:", () => {
  test.each<readonly [string, { readonly given: string; readonly want: readonly string[] }]>([
    ["nothing, if all is declared", { given: "", want: [] }],
    [
      "a summary",
      {
        given: '# TYPE shop_x summary\nshop_x{quantile="0.5"} 1\nshop_x_sum 1\nshop_x_count 1\n',
        want: ["shop_x"],
      },
    ],
    ["families without a type", { given: "shop_net_a 1\nshop_net_b 2\n", want: ["shop_net_*"] }],
    [
      "a family whose name the schema cannot have",
      {
        given: "# HELP shop_boots:sum Starts.\n# TYPE shop_boots:sum gauge\nshop_boots:sum 1\n",
        want: ["shop_boots:sum"],
      },
    ],
    [
      "no family for the end of its name",
      {
        given: "# HELP shop_boots_count Starts.\n# TYPE shop_boots_count gauge\nshop_boots_count 1\n",
        want: [],
      },
    ],
    ["no families of clients, which are known", { given: "# TYPE go_x gauge\ngo_x 1\n", want: [] }],
  ])("%s", async (_name, { given, want }) => {
    const { catalog, codes } = await roundTrip(DECLARED + given);
    expect(catalog.ignore).toEqual(want);
    expect(codes).toEqual([]);
  });
});

test.each([
  ["no help", "# TYPE shop_x gauge\nshop_x 1\n"],
  ["an empty help", "# HELP shop_x \n# TYPE shop_x gauge\nshop_x 1\n"],
  ["a help with blanks at its end", "# HELP shop_x Text.  \n# TYPE shop_x gauge\nshop_x 1\n"],
])("a family with %s verifies once it was imported", async (_name, text) => {
  expect((await roundTrip(DECLARED + text)).codes).toEqual([]);
});
