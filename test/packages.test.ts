import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The release's own, in JavaScript without declarations. */
const { billOfMaterials } = (await import(join(ROOT, "generator/bill-of-materials.js"))) as {
  billOfMaterials(
    root: string,
    folder: string,
  ): { readonly components: readonly { readonly purl: string }[] };
};

/** Licences under which what is installed with the packages may be. They ask for no more than a notice. */
const LICENCES = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "ISC", "MIT"];

const INSTALL_SCRIPTS = ["preinstall", "install", "postinstall", "preprepare", "prepare", "postprepare"];

interface Manifest {
  readonly license?: unknown;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8"));
}

/** The folders of all packages that are installed with metricsmith. */
function installed(): readonly string[] {
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
  const purls = new Set(billOfMaterials(ROOT, "").components.map(({ purl }) => purl));
  return Object.entries<{ version: string }>(packages).flatMap(([folder, { version }]) => {
    const name = folder.replace(/^.*node_modules\//, "").replace("@", "%40");
    return folder.includes("node_modules/") && purls.has(`pkg:npm/${name}@${version}`) ? [folder] : [];
  });
}

describe("what is installed with the packages", () => {
  const folders = installed();

  test("is known", () => {
    expect(folders).toContain("node_modules/yaml");
    expect(folders.length).toBeGreaterThan(40);
    expect(manifestIn("runtime").dependencies).toBeUndefined();
  });

  test("has licences that ask for no more than a notice", () => {
    const others = ["", "runtime", ...folders].map((folder) => [folder, manifestIn(folder).license] as const);
    expect(others.filter(([, license]) => !LICENCES.includes(String(license)))).toEqual([]);
  });

  test("runs nothing when it is installed", () => {
    const running = ["", "runtime", ...folders].filter((folder) => {
      const scripts = Object.keys(manifestIn(folder).scripts ?? {});
      const isOwn = folder === "" || folder === "runtime";
      // npm runs `prepare` of what it installs from a repository, and never of what comes from the registry.
      const refused = isOwn ? INSTALL_SCRIPTS : INSTALL_SCRIPTS.slice(0, 3);
      return refused.some((name) => scripts.includes(name)) || existsSync(join(ROOT, folder, "binding.gyp"));
    });
    expect(running).toEqual([]);
  });
});

test("the runtime's notice has the licence of each package that its page includes", () => {
  const sources = readdirSync(join(ROOT, "page"), { recursive: true, encoding: "utf8" });
  const imported = sources
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => [...readFileSync(join(ROOT, "page", file), "utf8").matchAll(/ from "([^."][^"]*)"/g)])
    .map(([, name = ""]) => name);
  const bundled = [...new Set(imported)].map((name) => `pkg:npm/${name}@`);
  const { components } = billOfMaterials(ROOT, "runtime");
  expect(components.map(({ purl }) => purl.replace(/[^@]*$/, ""))).toEqual(bundled);
  const words = (text: string) => text.split(/\s+/).join(" ").trim();
  const notice = words(readFileSync(join(ROOT, "runtime/NOTICE"), "utf8"));
  for (const name of new Set(imported)) {
    expect(notice).toContain(words(readFileSync(join(ROOT, "node_modules", name, "LICENSE"), "utf8")));
  }
});
