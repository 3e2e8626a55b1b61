import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import manifest from "../package.json" with { type: "json" };
import runtimeManifest from "../runtime/package.json" with { type: "json" };

const ROOT = new URL("..", import.meta.url);
const text = readFileSync(new URL("ARCHITECTURE.md", ROOT), "utf8");

/** What stands in back-ticks below a heading. */
function codesOf(heading: string): readonly string[] {
  const section = text.split(/^## /m).find((one) => one.startsWith(heading)) ?? "";
  return [...section.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
}

test("whoever wants to change something is led to a file that is there", () => {
  const paths = codesOf("Where a change goes").filter((code) => /^(?:generator|runtime|test)\//.test(code));
  expect(paths.length).toBeGreaterThan(20);
  expect(paths.filter((path) => !existsSync(fileURLToPath(new URL(path, ROOT))))).toEqual([]);
});

test("each dependency is there for a reason", () => {
  const named = codesOf("Dependencies, and why each is there");
  const installed = {
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...runtimeManifest.peerDependencies,
  };
  expect(Object.keys(installed).filter((name) => !named.includes(name))).toEqual([]);
});
