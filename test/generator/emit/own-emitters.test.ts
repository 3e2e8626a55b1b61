import { expect, test } from "vitest";
import { generateOutputs } from "../../../generator/emit/emit.js";
import type { Emitter } from "../../../generator/emit/output.js";
import { catalogOf } from "../../support/generator/compile-schema.js";

const CATALOG = catalogOf("namespace: shop\ncounters: { orders_total: { description: Orders placed. } }");

const emitNames =
  (path: string): Emitter =>
  ({ families }, { format }) => [
    { kind: "file", path, text: `${format} ${families.map(({ name }) => name).join(" ")}\n` },
  ];

test("an emitter of one's own gets the Catalog and the style, and its outputs come last", async () => {
  const outputs = await generateOutputs(CATALOG, { emitters: [emitNames("names.txt")] });
  expect(outputs.map((output) => output.kind === "file" && output.path)).toEqual([
    "recorders.ts",
    "names.txt",
  ]);
  expect(outputs.at(-1)?.text).toBe("esm shop_orders_total\n");
});

test.each([
  ["a path of another emitter", "recorders.ts", "two emitters write `recorders.ts`"],
  ["a path above the output directory", "../names.txt", "an emitter writes `../names.txt`, which is no name"],
  ["no path", "", "an emitter writes ``, which is no name"],
])("%s is an error of the program", async (_name, path, message) => {
  await expect(generateOutputs(CATALOG, { emitters: [emitNames(path)] })).rejects.toThrow(message);
});
