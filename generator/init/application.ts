import type { SourceFile } from "./sources.js";

/** Frameworks whose requests an adapter of the runtime records. `node` is `node:http`, without a framework. */
export const FRAMEWORKS = ["express", "fastify", "hono", "koa", "nest", "next", "node"] as const;

export type Framework = (typeof FRAMEWORKS)[number];

/** Where the application is made. */
export interface Application {
  readonly path: string;
  /** The line that makes it, from 1. */
  readonly line: number;
  /** Whether that line stands within a function, where no import can stand. */
  readonly isIndented: boolean;
  /** The variable that holds it. */
  readonly variable: string;
}

/** How applications of a framework are made; the first group is the variable. */
const CREATIONS: Readonly<Record<Exclude<Framework, "next">, RegExp>> = {
  express: declarationOf(String.raw`express\(\)`),
  fastify: declarationOf(String.raw`(?:await\s+)?(?:\w+\.)?[Ff]astify(?:<[^()]*>)?\(`),
  hono: declarationOf(String.raw`new\s+(?:Hono|OpenAPIHono)\b`),
  koa: declarationOf(String.raw`new\s+Koa\b`),
  nest: /\bclass\s+(AppModule)\b/,
  node: declarationOf(String.raw`(?:http\.)?createServer\(`),
};

function declarationOf(creation: string): RegExp {
  return new RegExp(String.raw`\b(?:const|let|var)\s+(\w+)\s*(?::[^=;\n]+)?=\s*${creation}`);
}

/** Finds the line that makes the application, outside of tests. */
export function findApplication(
  sources: readonly SourceFile[],
  framework: Framework,
): Application | undefined {
  if (framework === "next") return undefined;
  for (const { path, text } of sources) {
    if (isTest(path)) continue;
    const match = CREATIONS[framework].exec(text);
    const variable = match?.[1];
    if (match === null || variable === undefined) continue;
    const before = text.slice(0, match.index).split("\n");
    return { path, line: before.length, isIndented: /^\s/.test(before.at(-1) ?? ""), variable };
  }
  return undefined;
}

/** Where a project has its tests, and how it names them. */
export interface TestPlace {
  /** `test/`, or `undefined` for beside what they test. */
  readonly folder: string | undefined;
  readonly infix: ".test" | ".spec" | "";
}

const TEST = /^(?:(.*)\/)?[^/]+?(\.test|\.spec)\.[cm]?[jt]sx?$/;

function isTest(path: string): boolean {
  return TEST.test(path) || /(?:^|\/)(?:tests?|__tests__|e2e)\//.test(path);
}

/** Looks at the tests that a project has. */
export function findTestPlace(sources: readonly SourceFile[]): TestPlace {
  const tests = sources
    .map(({ path }) => TEST.exec(path))
    .filter((match) => match !== null)
    .filter(([path]) => !/e2e/.test(path));
  const specs = tests.filter(([, , infix]) => infix === ".spec").length;
  const infix = specs * 2 > tests.length ? ".spec" : ".test";
  const apart = tests.flatMap(([path]) => /^((?:src\/)?(?:tests?|__tests__|specs?)\/)/.exec(path)?.[1] ?? []);
  const [folder] = apart;
  return { infix, folder: apart.length * 2 > tests.length ? folder : undefined };
}
