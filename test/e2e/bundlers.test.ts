import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { BUNDLERS } from "../support/bundlers/bundlers.js";
import { expectToServe } from "../support/bundlers/expect-to-serve.js";
import { ROOT } from "../support/documents.js";

/** One for each module format; `npm run test:matrix` tries all of them. */
const NAMES = ["esbuild, ES module", "esbuild, CommonJS"];

let tools: string;

beforeAll(() => {
  mkdirSync(join(ROOT, "test/.cache"), { recursive: true });
  tools = mkdtempSync(join(ROOT, "test/.cache/bundlers-"));
});
afterAll(() => rmSync(tools, { recursive: true }));

describe.each(
  BUNDLERS.filter(({ name }) => NAMES.includes(name)).map((bundler) => [bundler.name, bundler] as const),
)("a bundle of %s", (_, bundler) => {
  test.each([[[]], [["prom-client", "@prometheus-io/client"]]])("serves, with the clients %j", (clients) =>
    expectToServe(bundler, clients, tools),
  );
});
