import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const RUNTIME = fileURLToPath(new URL("../../runtime", import.meta.url));

/** Everything that a file imports, types too: `from "x"`, `import "x"`, `import("x")`. */
const IMPORT = /\b(?:from|import)\s*(\(\s*)?"([^"]+)"/g;

interface Import {
  readonly target: string;
  readonly dynamic: boolean;
}

const FILES = readdirSync(RUNTIME, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !/(^|\/)(dist|node_modules)\//.test(file))
  .map((file) => [file, importsOf(file)] as const);

describe("the runtime's imports", () => {
  test("are found", () => {
    const imports = new Map(FILES);
    expect(imports.get("server.ts")).toContainEqual({ target: "server/metrics-server.ts", dynamic: false });
    expect(imports.get("server/installed-client.ts")).toContainEqual({
      target: "prom-client",
      dynamic: true,
    });
  });

  test.each(FILES.filter(([file]) => !isServer(file)))(
    "of %s are the core's own files alone",
    (_, imports) => {
      expect(imports.filter(({ target, dynamic }) => dynamic || !isOwn(target) || isServer(target))).toEqual(
        [],
      );
    },
  );

  test.each(FILES.filter(([file]) => isServer(file)))(
    "of %s are own files, Node's modules, and, when they are needed, the clients",
    (_, imports) => {
      const foreign = imports.filter(({ target }) => !isOwn(target) && !target.startsWith("node:"));
      const clients = ["prom-client", "@prometheus-io/client"];
      expect(foreign.filter(({ target, dynamic }) => !(dynamic && clients.includes(target)))).toEqual([]);
    },
  );

  test("have no cycle", () => {
    const targets = new Map(FILES.map(([file, imports]) => [file, imports.map(({ target }) => target)]));
    expect(FILES.flatMap(([file]) => cycleFrom(file, targets))).toEqual([]);
  });

  test("of index.ts and server.ts are all that they are: explicit lists of exports", () => {
    for (const file of ["index.ts", "server.ts"]) {
      const lines = readFileSync(join(RUNTIME, file), "utf8").split(/;\n/);
      expect(lines.filter((line) => line !== "" && !/^export (type )?\{[^*]*\} from/.test(line))).toEqual([]);
    }
  });
});

function importsOf(file: string): Import[] {
  const code = readFileSync(join(RUNTIME, file), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  return [...code.matchAll(IMPORT)].map(([, parenthesis, target = ""]) => ({
    target: target.startsWith(".") ? join(dirname(file), target).replace(/\.js$/, ".ts") : target,
    dynamic: parenthesis !== undefined,
  }));
}

function isServer(file: string): boolean {
  return file === "server.ts" || file.startsWith("server/");
}

function isOwn(target: string): boolean {
  return FILES.some(([file]) => relative(file, target) === "");
}

/** A path of imports from a file back to itself. */
function cycleFrom(start: string, targets: ReadonlyMap<string, readonly string[]>): string[] {
  const seen = new Set<string>();
  const follow = (file: string, path: readonly string[]): string[] => {
    for (const target of targets.get(file) ?? []) {
      if (target === start) return [[...path, file, start].join(" -> ")];
      if (seen.has(target)) continue;
      seen.add(target);
      const found = follow(target, [...path, file]);
      if (found.length > 0) return found;
    }
    return [];
  };
  return follow(start, []);
}
