import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { project } from "../../support/generator/run-command.js";

/** A project whose counter keeps an old name until a version or date. */
function renamed(until: string, manifest?: object) {
  const made = project(
    [
      "version: 1",
      "counters:",
      "  orders_total:",
      "    description: Orders placed.",
      `    renamed_from: { name: orders, until: ${until} }`,
      "",
    ].join("\n"),
  );
  if (manifest !== undefined) writeFileSync(join(made.folder, "package.json"), JSON.stringify(manifest));
  return made;
}

describe("generate with an old name", () => {
  test.each([
    ["below the version", "2.0.0", "1.10.0"],
    ["in a prerelease of it", "2.0.0", "2.0.0-rc.1"],
    ["before a prerelease", "2.0.0-rc.10", "2.0.0-rc.9"],
    ["with a date that is past", "2001-01-01", "2.0.0"],
  ])("writes the outputs in a package %s", async (_, until, version) => {
    const { generate, recorders } = renamed(until, { name: "shop", version });
    expect(await generate()).toMatchObject({ exitCode: 0 });
    expect(existsSync(recorders)).toBe(true);
  });

  test.each([
    ["at the version", "2.0.0", "2.0.0"],
    ["above it", "2.0.0", "10.0.0+build"],
    ["at a later prerelease", "2.0.0-beta", "2.0.0-rc.1"],
  ])("fails in a package %s, writes nothing, and says what to delete", async (_, until, version) => {
    const { generate, recorders } = renamed(until, { name: "shop", version });
    for (const options of [[], ["--check"]]) {
      const { exitCode, stderr } = await generate(...options);
      expect(exitCode).toBe(1);
      expect(stderr).toContain(
        `error[old-name-past]: \`orders\` is exposed until ${until}, and the package has the version ${version}.\n`,
      );
      expect(stderr).toContain("5 |     renamed_from: { name: orders, until:");
      expect(stderr).toContain("help: Delete `renamed_from` here: then `orders_total` has this name only.");
    }
    expect(existsSync(recorders)).toBe(false);
  });

  test.each([
    ["has no version", { name: "shop" }, "the `package.json` of `shop` has no version."],
    [
      "has another kind of version",
      { name: "shop", version: "v2" },
      "that of `shop` is `v2`, which cannot be compared with it.",
    ],
  ])("fails if the package %s", async (_, manifest, reason) => {
    const { exitCode, stderr } = await renamed("2.0.0", manifest).generate();
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      `error[old-name-without-version]: \`until\` is the version 2.0.0, and ${reason}\n`,
    );
    expect(stderr).toContain("Write a date, such as `until: 2026-12-31`");
  });
});
