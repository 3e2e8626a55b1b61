import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { documents, ROOT, readDocument } from "../support/documents.js";

const PAGES = [...documents(), "CONTRIBUTING.md"];

/** A document without its code, in which brackets are no links. */
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

/** Where the links and pictures of a document lead that are no URLs. */
function relativeLinksOf(page: string): readonly string[] {
  const targets = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

function isBroken(page: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? page : relative(ROOT, join(ROOT, dirname(page), path));
  if (!existsSync(join(ROOT, target))) return true;
  if (anchor === undefined) return false;
  return statSync(join(ROOT, target)).isDirectory() || !anchorsOf(target).includes(anchor);
}

describe.each(PAGES)("%s", (page) => {
  test("links to files and headings that exist", () => {
    expect(relativeLinksOf(page).filter((link) => isBroken(page, link))).toEqual([]);
  });

  test("is short", () => {
    const longest = page === "ARCHITECTURE.md" ? 120 : 250;
    expect(readDocument(page).split("\n").length - 1).toBeLessThanOrEqual(longest);
  });
});

test.each(["docs", "docs/decisions"])("the index of %s links to every page", (folder) => {
  const index = relativeLinksOf(`${folder}/README.md`);
  const pages = documents().filter((page) => dirname(page) === folder && basename(page) !== "README.md");
  expect(pages.length).toBeGreaterThan(9);
  expect(pages.filter((page) => !index.includes(basename(page)))).toEqual([]);
});
