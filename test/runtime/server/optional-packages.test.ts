import { afterEach, describe, expect, test, vi } from "vitest";
import {
  findBcrypt,
  loadPromClient,
  loadPrometheusClient,
  loadYaml,
} from "../../../runtime/optional-packages.js";

/** What is found beside the program, in the place of `node_modules`. */
let beside: Readonly<Record<string, () => unknown>> = {};

const requireFrom = Object.assign((path: string) => beside[path]?.(), {
  resolve: (name: string) => (name in beside ? name : fail("not found")),
});

vi.spyOn(process, "getBuiltinModule").mockImplementation(() => ({ createRequire: () => requireFrom }));

/** `doMock` with a name that is not a literal. */
const mock: (name: string, importing: () => object) => unknown = vi.doMock;

const CLIENT = { Registry: class {}, AggregatorRegistry: class {}, register: {} };
const YAML = {
  Lexer: class {},
  Parser: class {},
  Composer: class {},
  LineCounter: class {},
  isAlias: fail,
  isNode: fail,
  isScalar: fail,
  isSeq: fail,
  isMap: fail,
};

afterEach(() => {
  beside = {};
  for (const name of ["prom-client", "@prometheus-io/client", "yaml", "@opentelemetry/api"])
    vi.doUnmock(name);
});

const LOADERS: readonly (readonly [string, typeof loadYaml, object])[] = [
  ["prom-client", loadPromClient, CLIENT],
  ["@prometheus-io/client", loadPrometheusClient, CLIENT],
  ["yaml", loadYaml, YAML],
];

/** What bundlers put in the place of a package that they do not find, or leave out. */
const STAND_INS: readonly (readonly [string, () => object])[] = [
  ["an empty module", () => ({})],
  ["a module without what is used", () => ({ Counter: class {}, default: {} })],
  ["a number as its default export", () => ({ default: 42 })],
  ["an error without a code", () => fail('Could not resolve "x" imported by "y". Is it installed?')],
  ["an error of a require that cannot work", () => fail('Dynamic require of "x" is not supported')],
  ["a missing require", () => Reflect.apply(fail, undefined, [new ReferenceError("require is not defined")])],
];

describe.each(LOADERS)("of %s", (name, load, exports) => {
  test("what is imported is the package", async () => {
    mock(name, () => ({ ...exports, default: exports }));
    expect((await load()).module).toMatchObject(exports);
  });

  test("the default export alone is the package, too", async () => {
    mock(name, () => ({ default: exports }));
    expect(await load()).toEqual({ module: exports });
  });

  describe.each(STAND_INS)("%s", (_, importing) => {
    test("is not the package", async () => {
      mock(name, importing);
      expect(await load()).toEqual({
        module: undefined,
        broken: false,
        reason: expect.stringMatching(
          new RegExp(`^does not load \\(.+\\): run npm install ${name}$|^is not installed`),
        ),
      });
    });

    test("is replaced by the package if that is installed beside the program", async () => {
      mock(name, importing);
      beside = { [name]: () => exports };
      expect(await load()).toEqual({ module: exports });
    });
  });

  test("a package that is installed and does not load is broken", async () => {
    mock(name, () => fail("out of order"));
    beside = { [name]: () => fail("out of order") };
    const reason = `is installed and does not load: out of order (${name})`;
    expect(await load()).toEqual({ module: undefined, broken: true, reason });
  });
});

describe("bcryptjs", () => {
  test.each<readonly [string, typeof beside, object]>([
    ["is found", { bcryptjs: () => ({ hashSync: fail }) }, { path: "bcryptjs" }],
    ["is not installed", {}, { path: undefined, reason: "is not installed: run npm install bcryptjs" }],
    [
      "is another module",
      { bcryptjs: () => 42 },
      {
        path: undefined,
        reason: "is installed and does not load: what was loaded as bcryptjs has no hashSync (bcryptjs)",
      },
    ],
    [
      "does not load",
      { bcryptjs: () => fail("out of order") },
      { path: undefined, reason: "is installed and does not load: out of order (bcryptjs)" },
    ],
  ])("%s", (_, packages, want) => {
    beside = packages;
    expect(findBcrypt()).toEqual(want);
  });
});

function fail(error: Error | string): never {
  throw typeof error === "string" ? new Error(error) : error;
}
