import { ts } from "ts-morph";
import { expect, test } from "vitest";
import { generateOutputs } from "../../../generator/emit/emit.js";
import { compileSchema } from "../../../generator/schema/load-catalog.js";

/** A schema of counters, gauges and histograms in equal parts, each with two labels of its own. */
function schemaText(families: number): string {
  const section = (name: string, key: string, more: string) =>
    Array.from({ length: families / 3 }, (_, at) => {
      const vectors = `vectors: [${name}_kind_${at}, ${name}_color_${at}]`;
      return `  ${name}_${at}_${key}: { ${vectors}, description: One., unit: seconds${more} }\n`;
    }).join("");
  const vectors = ["work", "level", "time"].flatMap((name) =>
    Array.from(
      { length: families / 3 },
      (_, at) =>
        `  ${name}_kind_${at}: { values: [a, b] }\n  ${name}_color_${at}: { values: [red, green] }\n`,
    ),
  );
  return [
    "version: 1\noutputs: { client: { of: prom-client }, testing: true }\n",
    `counters:\n${section("work", "seconds_total", "")}`,
    `gauges:\n${section("level", "seconds", "")}`,
    `histograms:\n${section("time", "seconds", ", buckets: [1]")}`,
    `vectors:\n${vectors.join("")}`,
  ].join("");
}

async function generatedModules(families: number): Promise<ReadonlyMap<string, string>> {
  const { catalog, diagnostics } = compileSchema({
    file: "metrics.schema.yaml",
    text: schemaText(families),
    readImport: () => undefined,
    origin: { package: "checked", path: "metrics.schema.yaml" },
  });
  if (catalog === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const outputs = await generateOutputs(catalog);
  return new Map(outputs.flatMap((output) => (output.kind === "file" ? [[output.path, output.text]] : [])));
}

/** How often the checker of TypeScript goes back from a place of a file to the place from which control comes. */
function countFlowSteps(file: string, modules: ReadonlyMap<string, string>): number {
  const options: ts.CompilerOptions = { noLib: true, strict: true, target: ts.ScriptTarget.ES2022 };
  const sources = new Map(
    [...modules].map(([name, text]) => [name, ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true)]),
  );
  const program = ts.createProgram({
    rootNames: [file],
    options,
    host: {
      getSourceFile: (name) => sources.get(name),
      fileExists: (name) => sources.has(name),
      readFile: (name) => modules.get(name),
      getDefaultLibFileName: () => "none",
      writeFile: () => undefined,
      getCurrentDirectory: () => "",
      getCanonicalFileName: (name) => name,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => "\n",
    },
  });
  const source = program.getSourceFile(file);
  if (source === undefined) throw new Error(`${file} was not generated`);
  program.getTypeChecker(); // binds the file, which makes its graph of control flow
  let steps = 0;
  const counted = new Set<FlowNode>();
  const countFrom = (start: FlowNode | undefined) => {
    const open = [start];
    for (let flow = open.pop(); open.length > 0 || flow !== undefined; flow = open.pop()) {
      if (flow === undefined || counted.has(flow)) continue;
      counted.add(flow);
      const { antecedent } = flow;
      open.push(...(Array.isArray(antecedent) ? antecedent : [antecedent]));
      Object.defineProperty(flow, "antecedent", {
        get: () => {
          steps += 1;
          return antecedent;
        },
        set: () => {
          throw new Error("the graph of control flow is not changed");
        },
      });
    }
  };
  const visit = (node: ts.Node): void => {
    countFrom((node as ts.Node & { readonly flowNode?: FlowNode }).flowNode); // not in the public types
    ts.forEachChild(node, visit);
  };
  visit(source);
  program.getSemanticDiagnostics(source);
  return steps;
}

interface FlowNode {
  readonly antecedent?: FlowNode | readonly FlowNode[];
}

test("TypeScript checks generated code in time that is linear in the number of families", async () => {
  const few = await generatedModules(15);
  const many = await generatedModules(60);
  for (const file of ["recorders.ts", "client-metrics.ts", "testing.ts"]) {
    const ratio = countFlowSteps(file, many) / countFlowSteps(file, few);
    expect(ratio, file).toBeLessThan(4.2);
  }
});
