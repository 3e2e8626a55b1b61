import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generateOutputs } from "../../../generator/emit/emit.js";
import type { ModuleStyle } from "../../../generator/emit/output.js";
import { compileSchema } from "../../../generator/schema/load-catalog.js";
import { compiledRuntime } from "../compiled-packages.js";
import { blocksOf } from "../documents.js";

const PAGE = "docs/testing.md";

/**
 * Tests that fail: a recorder's call with a bad label, whose error nobody sees; and an expectation that is not met.
 * The lines after the imports are those of `orders.test.ts` in the page.
 */
const FAILING = `
test("swallowed", async () => {
  metrics.configure({ strict: true });
  await placeOrder("cash" as "card").catch(() => {});
});

test("unmet", async () => {
  metrics.configure({ strict: false });
  await expect(() => placeOrder("card")).toHaveIncremented(readOrdersTotal, { payment: "paypal" });
});
`;

/** The place of the recorder's call in the page's `orders.ts`, for a regular expression. */
export const RECORDER_CALL = String.raw`orders\.ts:4:\d+`;

/**
 * Writes the application of the page about tests, and its tests, into a folder, with the compiled runtime.
 *
 * @param toText changes the text of a file of the page
 * @param style of the generated code
 */
export async function writeDocumentedTests(
  folder: string,
  style: ModuleStyle,
  toText: (text: string) => string = (text) => text,
): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const files = new Map(blocksOf(PAGE).map(({ name, text }) => [name, text]));
  const fileOf = (name: string): string => {
    const text = files.get(name);
    if (text === undefined) throw new Error(`${PAGE} has no ${name}`);
    return text;
  };
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  for (const name of ["orders.ts", "orders.test.ts", "orders.node.ts"]) write(name, toText(fileOf(name)));
  const [imports = ""] = toText(fileOf("orders.test.ts")).split(/^(?=test\()/m);
  write("failing.test.ts", imports + FAILING);
  const schema = fileOf("metrics.schema.yaml");
  const { catalog } = compileSchema({
    file: "metrics.schema.yaml",
    text: schema,
    readImport: () => undefined,
  });
  if (catalog === undefined) throw new Error(`${PAGE} has a schema with mistakes`);
  for (const output of await generateOutputs(catalog, { style })) {
    if (output.kind === "file") write(join("generated", output.path), output.text);
  }
  const runtime = join(folder, "node_modules/@metricsmith/runtime");
  cpSync(await compiledRuntime(), runtime, { recursive: true, dereference: true });
}
