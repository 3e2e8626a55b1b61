import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DiagnosticRules } from "../../../generator/diagnostics/define.js";
import type { Diagnostic } from "../../../generator/diagnostics/diagnostic.js";
import { IMPORT_CODES } from "../../../generator/import/codes.js";
import { openImportSource } from "../../../generator/import/draft.js";
import { draftExpositions } from "../../../generator/import/exposition/draft-exposition.js";
import { draftMarkdown } from "../../../generator/import/markdown/draft-markdown.js";
import { draftSource } from "../../../generator/import/source/draft-source.js";
import { textSource, writeProject } from "../../support/generator/import-sources.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const RULES: DiagnosticRules = IMPORT_CODES.rules;

/** Their examples are commands, or a whole source. */
const OTHERS: readonly string[] = ["import-client-unknown", "metrics-package-unresolved", "import-nothing"];

/** What stands before the lines of source code. */
const BEFORE = `import { Counter, Histogram, Summary } from "prom-client";
import { metrics as api } from "@opentelemetry/api";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
api.getMeter("shop").createCounter("visits");
const orders = new Counter({ name: "placed_total", help: "Orders.", labelNames: ["payment"] });
export function record(metrics: Record<string, typeof orders>, name: string) {
`;

const OPTIONS = { namespace: undefined, includeDefaults: false };

const examples = Object.entries(RULES).flatMap(([code, { wrong = "", right = "" }]) =>
  wrong === "" || OTHERS.includes(code) ? [] : [{ code, wrong, right }],
);

const isSource = (text: string) => !/^(?:#|\|)/.test(text);

/** The diagnostics in all examples of source code, which are the files of one project. */
let inSources: readonly Diagnostic[] = [];

const folder = mkdtempSync(join(tmpdir(), "import-codes-"));
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  const texts = examples.flatMap(({ code, wrong, right }) => [
    [`${code}-wrong`, wrong] as const,
    [`${code}-right`, right] as const,
  ]);
  const files = texts
    .filter(([, text]) => isSource(text))
    .map(([name, text]) => [`${name}.ts`, `${BEFORE}${withOwnNames(text, name)}\n}\n`]);
  writeProject(folder, { "package.json": '{ "type": "module" }', ...Object.fromEntries(files) });
  inSources = (await draftSource([openImportSource(folder, {})], OPTIONS)).diagnostics;
}, 60_000);

/** The files must not declare each other's metrics again. */
function withOwnNames(text: string, name: string): string {
  const own = name.replaceAll("-", "_");
  return text.replace(/(?<=name: ")(?=\w+")/g, `${own}_`);
}

async function codesIn(name: string, text: string): Promise<readonly string[]> {
  const diagnostics = await diagnosticsIn(name, text);
  return diagnostics.map(({ code }) => code);
}

async function diagnosticsIn(name: string, text: string): Promise<readonly Diagnostic[]> {
  if (isSource(text)) return inSources.filter(({ location }) => location?.file.endsWith(`/${name}.ts`));
  const isExposition = text.startsWith("# ");
  const type = text.endsWith("# EOF") ? "application/openmetrics-text" : "text/plain";
  const source = textSource(isExposition ? "metrics.txt" : "metrics.md", `${text}\n`, type);
  return (await (isExposition ? draftExpositions : draftMarkdown)([source], OPTIONS)).diagnostics;
}

describe.each(examples)("$code", ({ code, wrong, right }) => {
  test("is found in its wrong example", async () => {
    expect(await codesIn(`${code}-wrong`, wrong)).toContain(code);
  });

  test("is not found in its right example", async () => {
    expect(await codesIn(`${code}-right`, right)).not.toContain(code);
  });
});

test("a source without metrics is found to have none", async () => {
  const folder = temporaryFolder();
  writeProject(folder, { "main.ts": `${IMPORT_CODES.rules["import-nothing"].wrong}\n` });
  const { diagnostics } = await draftSource([openImportSource(join(folder, "main.ts"), {})], OPTIONS);
  expect(diagnostics.map(({ code }) => code)).toEqual(["import-nothing"]);
});
