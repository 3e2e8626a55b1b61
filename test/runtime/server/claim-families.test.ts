import * as promClient from "prom-client";
import { expect, test } from "vitest";
import { claimFamilies } from "../../../runtime/client/client-text.js";

const A = '# HELP a First.\n# TYPE a gauge\na{x="1"} 1\na{x="2"} 2\n';
const AB = "# HELP ab Second.\n# TYPE ab counter\nab 3\n";

test.each([
  ["nothing", { given: "", taken: [], want: "" }],
  ["the text of an empty registry", { given: "\n", taken: [], want: "" }],
  ["two families, with the clients' empty line", { given: `${A}\n${AB}`, taken: [], want: A + AB }],
  ["one that is taken", { given: `${A}\n${AB}`, taken: ["a"], want: AB }],
  ["another that is taken", { given: `${A}\n${AB}`, taken: ["ab"], want: A }],
  ["all taken", { given: `${A}\n${AB}`, taken: ["a", "ab"], want: "" }],
  ["a family twice", { given: A + A, taken: [], want: A }],
  [
    "a family without samples or help",
    { given: "# HELP a \n# TYPE a gauge\n", taken: [], want: "# HELP a \n# TYPE a gauge\n" },
  ],
  ["line feeds", { given: "# HELP a\n# TYPE a gauge", taken: [], want: "# HELP a\n# TYPE a gauge\n" }],
] as const)("claimFamilies of %s", (_, { given, taken, want }) => {
  expect(claimed(given, taken)).toBe(want);
});

test("claimFamilies adds the names of the families that it keeps to the names that are taken", () => {
  const taken = new Set(["a"]);
  claimFamilies(A + AB, taken);
  expect([...taken]).toEqual(["a", "ab"]);
});

test.each(["\n", "\r", "\u2028", "\u2029", "\\n"])(
  "a help and a label value with %j and a HELP line do not add a family",
  async (separator) => {
    const registry = new promClient.Registry();
    const hostile = `${separator}# HELP taken x${separator}`;
    const gauge = new promClient.Gauge({
      name: "a",
      help: hostile,
      labelNames: ["x"],
      registers: [registry],
    });
    gauge.set({ x: hostile }, 1);
    const text = await registry.metrics();
    expect(claimed(text, ["taken"])).toBe(text);
  },
);

test("claimFamilies returns the type of each family", () => {
  const blocks = claimFamilies(`${A}\n${AB}# HELP bare\nbare 1\n`, new Set());
  expect(blocks.map(({ name, type }) => [name, type])).toEqual([
    ["a", "gauge"],
    ["ab", "counter"],
    ["bare", "untyped"],
  ]);
});

function claimed(text: string, taken: readonly string[]): string {
  return claimFamilies(text, new Set(taken))
    .map((block) => block.text)
    .join("");
}
