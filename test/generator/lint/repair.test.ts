import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { LintRule } from "../../../generator/lint/lint-rule.js";
import { repairSchema } from "../../../generator/lint/repair.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

/** Writes another description, if it has the word `old`. */
const REWORDED: LintRule = {
  id: "acme-reworded",
  severity: "warning",
  check: (schema, report) => {
    for (const family of schema.catalog.families.filter(({ help }) => help.includes("old"))) {
      const text = family.help.replaceAll("old", "new: # it's");
      report({ message: "Reworded." }, schema.family(family, "description").replacedBy(text));
    }
  },
};

function write(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries({ ".git/HEAD": "", ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** The text of the schema with its repairs. A second run must change nothing. */
function repaired(text: string, rules: readonly LintRule[] = []): string {
  const file = join(write({ "metrics.schema.yaml": text }), "metrics.schema.yaml");
  const { files } = repairSchema(file, { rules });
  const [{ after } = { after: text }] = files;
  writeFileSync(file, after);
  expect(repairSchema(file, { rules }).files).toEqual([]);
  return after;
}

const COUNTERS =
  "counters:\n  orders: { description: Orders placed. }\n  logins_total: { description: Logins. }\n";
const ONE = "    - { rule: lint-counter-without-total, families: [orders], reason: Read by dashboards. }\n";

describe("unused suppressions are removed", () => {
  test.each<readonly [name: string, { readonly given: string; readonly want: string }]>([
    [
      "with the section, if nothing else is in it",
      {
        given: `version: 1\n\n# Of the shop.\nlint:\n  suppress:\n    - rule: lint-counter-without-total\n      families: [logins_total]\n      reason: None. # odd\n\ncounters:\n  logins_total: { description: Logins. }\n`,
        want: "version: 1\n\n# Of the shop.\n\ncounters:\n  logins_total: { description: Logins. }\n",
      },
    ],
    [
      "but not with the comments of others",
      {
        given: `version: 1\nlint:\n  # What dashboards need.\n  suppress:\n    - { rule: lint-counter-without-total, families: [logins_total], reason: None. }\ncounters:\n  logins_total: { description: Logins. }\n`,
        want: "version: 1\nlint:\n  # What dashboards need.\ncounters:\n  logins_total: { description: Logins. }\n",
      },
    ],
    [
      "of several, only those",
      {
        given: `version: 1\nlint:\n  suppress:\n    # First.\n    - rule: lint-counter-without-total\n      families: [logins_total]\n      reason: |\n        Long\n        text.\n    # Second.\n${ONE}    - rule: lint-unused-vector\n      vectors: ["*"]\n      reason: None.\n${COUNTERS}`,
        want: `version: 1\nlint:\n  suppress:\n    # First.\n    # Second.\n${ONE}${COUNTERS}`,
      },
    ],
    [
      "all of several, in flow style",
      {
        given: `version: 1\nlint: { suppress: [{ rule: lint-unused-vector, vectors: [a*], reason: A. }, { rule: lint-unused-vector, vectors: [b*], reason: B. }], rules: { lint-unused-vector: error } }\ncounters:\n  logins_total: { description: Logins. }\n`,
        want: `version: 1\nlint: { rules: { lint-unused-vector: error } }\ncounters:\n  logins_total: { description: Logins. }\n`,
      },
    ],
    [
      "names of them, wherever they stand",
      {
        given: `version: 1\nlint:\n  suppress:\n    - { rule: lint-counter-without-total, families: [x*, orders, y*, z*], reason: R. }\n    - rule: lint-counter-without-total\n      reason: R.\n      families:\n        - orders # kept\n        - v* # gone\n        - w*\n${COUNTERS}`,
        want: `version: 1\nlint:\n  suppress:\n    - { rule: lint-counter-without-total, families: [orders], reason: R. }\n    - rule: lint-counter-without-total\n      reason: R.\n      families:\n        - orders # kept\n${COUNTERS}`,
      },
    ],
    [
      "with Windows' line ends",
      {
        given: `version: 1\r\nlint:\r\n  suppress:\r\n    - rule: lint-unused-vector\r\n      vectors: ["*"]\r\n      reason: None.\r\n${ONE.replace("\n", "\r\n")}${COUNTERS.replaceAll("\n", "\r\n")}`,
        want: `version: 1\r\nlint:\r\n  suppress:\r\n${ONE.replace("\n", "\r\n")}${COUNTERS.replaceAll("\n", "\r\n")}`,
      },
    ],
    [
      "unless an alias needs a part of them",
      {
        given: `version: 1\nlint:\n  suppress:\n    - { rule: lint-unused-vector, vectors: ["*"], reason: &why Read by dashboards. }\n    - { rule: lint-counter-without-total, families: [orders], reason: *why }\n${COUNTERS}`,
        want: `version: 1\nlint:\n  suppress:\n    - { rule: lint-unused-vector, vectors: ["*"], reason: &why Read by dashboards. }\n    - { rule: lint-counter-without-total, families: [orders], reason: *why }\n${COUNTERS}`,
      },
    ],
  ])("%s", (_name, { given, want }) => {
    expect(repaired(given)).toBe(want);
  });
});

describe("a text is replaced", () => {
  test.each<readonly [name: string, { readonly given: string; readonly want: string }]>([
    ["plain, and quoted if need be", { given: "An old one. # note", want: '"An new: # it\'s one." # note' }],
    ["in single quotes", { given: "'An old one.'", want: "'An new: # it''s one.'" }],
    ["in double quotes", { given: '"An old\\tone."', want: '"An old\\tone."' }],
    [
      "but not over several lines",
      { given: "|-\n      An old\n      one.", want: "|-\n      An old\n      one." },
    ],
    ["nor at an anchor", { given: "&text An old one.", want: "&text An old one." }],
  ])("%s", (_name, { given, want }) => {
    const schema = (text: string) => `version: 1\ncounters:\n  a_total:\n    description: ${text}\n`;
    expect(repaired(schema(given), [REWORDED])).toBe(schema(want));
  });

  test("in a flow mapping", () => {
    const schema = (text: string) =>
      `version: 1\ncounters: { a_total: { description: ${text}, unit: seconds } }\n`;
    const rule: LintRule = {
      ...REWORDED,
      check: (
        {
          catalog: {
            families: [family],
          },
          ...schema
        },
        report,
      ) => {
        if (family === undefined || family.help.includes(",")) return;
        report({ message: "Reworded." }, schema.family(family, "description").replacedBy("One, two."));
      },
    };
    expect(repaired(schema("One"), [rule])).toBe(schema('"One, two."'));
  });
});

test("a repair that would change more than a text is left out, and others are made", () => {
  const widened: LintRule = {
    id: "acme-widened",
    severity: "warning",
    check: (schema, report) => {
      report({ message: "Wide." }, schema.vector("shard", "max").replacedBy("9"));
      report({ message: "Wrong." }, schema.vector("shard", "type").replacedBy("no_type"));
    },
  };
  const schema = (text: string) =>
    `version: 1\ncounters:\n  a_total: { vectors: [shard], description: ${text} }\nvectors:\n  shard: { type: integer, min: 0, max: 3 }\n`;
  expect(repaired(schema("An old one."), [REWORDED, widened])).toBe(schema('"An new: # it\'s one."'));
});

test("imported files are repaired with their byte order mark, but not those of packages", () => {
  const counters = (name: string) => `version: 1\ncounters:\n  ${name}: { description: An old one. }\n`;
  const folder = write({
    "metrics.schema.yaml": "version: 1\nimports: [shared/a.yaml, node_modules/acme/b.yaml, linked/c.yaml]\n",
    "shared/a.yaml": `\uFEFF${counters("a_total")}`,
    "node_modules/acme/b.yaml": counters("b_total"),
    "node_modules/other/c.yaml": counters("c_total"),
  });
  symlinkSync(join(folder, "node_modules/other"), join(folder, "linked"));
  const { files, count } = repairSchema(join(folder, "metrics.schema.yaml"), { rules: [REWORDED] });
  expect(count).toBe(1);
  expect(files).toEqual([
    {
      path: join(folder, "shared/a.yaml"),
      before: readFileSync(join(folder, "shared/a.yaml"), "utf8"),
      after: `\uFEFF${counters("a_total").replace("An old one.", '"An new: # it\'s one."')}`,
    },
  ]);
});

test("a file of a package is not repaired, but what an import overrides is", () => {
  const entry = (imports: string) => `version: 1\nimports:\n  - ${imports}\n`;
  const folder = write({
    "metrics.schema.yaml": entry(
      '{ from: "@acme/shared/a.yaml", override: { b: { description: An old one. } } }',
    ),
    "node_modules/@acme/shared/package.json": "{}",
    "node_modules/@acme/shared/a.yaml":
      "version: 1\ncounters: { a: { description: An old one. }, b: { description: b } }\n",
  });
  const { files } = repairSchema(join(folder, "metrics.schema.yaml"), { rules: [REWORDED] });
  expect(files.map(({ after }) => after)).toEqual([
    entry('{ from: "@acme/shared/a.yaml", override: { b: { description: "An new: # it\'s one." } } }'),
  ]);
});
