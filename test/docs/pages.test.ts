import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { documents, ROOT, readDocument } from "../support/documents.js";

const OTHERS = ["ARCHITECTURE.md", "CHANGELOG.md"];
const PAGES = [...documents(), ...OTHERS];

/** A document without its code, in which brackets are not links. */
function prose(page: string): string {
  return readDocument(page)
    .replaceAll(/^ *```[\s\S]*?^ *```$/gm, "")
    .replaceAll(/`[^`\n]+`/g, (code) => code.replaceAll(/[[\]()]/g, ""));
}

/** The anchors of a document's headings, as GitHub makes them. */
function anchorsOf(page: string): readonly string[] {
  return [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** Where the links of a document lead that are no URLs, and its pictures. */
function linksOf(page: string, pattern = /(?<!!)\[[^\]]*\]\(([^)\s]+)\)/g): readonly string[] {
  const targets = [...prose(page).matchAll(pattern)].map(([, target = ""]) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

/** The file that a link leads to, relative to the repository. */
function targetOf(page: string, link: string): string {
  const [path = ""] = link.split("#");
  return path === "" ? page : relative(ROOT, join(ROOT, dirname(page), path));
}

function isBroken(page: string, link: string): boolean {
  const target = targetOf(page, link);
  const [, anchor] = link.split("#");
  if (!existsSync(join(ROOT, target))) return true;
  return anchor !== undefined && !anchorsOf(target).includes(anchor);
}

describe.each(PAGES)("%s", (page) => {
  test("links to files, pictures and headings that exist", () => {
    const links = [...linksOf(page), ...linksOf(page, /!\[[^\]]*\]\(([^)\s]+)\)/g)];
    expect(links.filter((link) => isBroken(page, link))).toEqual([]);
  });

  test("is short", () => {
    const longest = page === "ARCHITECTURE.md" ? 120 : 250;
    expect(readDocument(page).split("\n").length - 1).toBeLessThanOrEqual(longest);
  });
});

test("the documents in the package link to files that are in it, too", () => {
  const shipped = (file: string) => /^(?:docs\/.*|[A-Z]+)\.md$|^LICENSE$/.test(file);
  const left = [...documents(), ...OTHERS].filter(shipped).flatMap((page) =>
    linksOf(page)
      .map((link) => targetOf(page, link))
      .filter((target) => !shipped(target)),
  );
  expect(left).toEqual([]);
});

test.each(["docs", "docs/decisions", "docs/errors"])("the index of %s links to every page", (folder) => {
  const index = linksOf(`${folder}/README.md`);
  const pages = documents().filter((page) => dirname(page) === folder && basename(page) !== "README.md");
  expect(pages.length).toBeGreaterThan(9);
  expect(pages.filter((page) => !index.includes(basename(page)))).toEqual([]);
});

test("the table of attacks names tests that exist, and all in the folders of attacks", () => {
  const named = [...readDocument("docs/SECURITY.md").matchAll(/`(test\/[\w/.-]+\.test\.ts)`/g)].map(
    ([, path]) => path,
  );
  const attacks = ["test/e2e/hostile", "test/runtime/server/hostile"].flatMap((folder) =>
    readdirSync(`${ROOT}/${folder}`).map((name) => `${folder}/${name}`),
  );
  expect(attacks.length).toBeGreaterThan(10);
  expect(attacks.filter((path) => !named.includes(path))).toEqual([]);
  expect(named.filter((path) => !existsSync(`${ROOT}/${path}`))).toEqual([]);
});
