import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { extractQueries, readQueries } from "../../../../generator/queries/files/query-files.js";
import { temporaryFolder } from "../../../support/temporary-folder.js";

const RULES = "groups:\n- name: g\n  rules:\n";

/** What promtool 2.42 and Prometheus 3.5 (go-yaml 3) take: name and expression of each rule. */
const TAKEN: readonly (readonly [string, string, readonly (readonly [string, string])[]])[] = [
  [
    "a quoted text that goes on at the column of its key",
    `${RULES}  - alert: A\n    expr: "up\n    > 0"\n    annotations: { a: 'x\ny' }\n`,
    [["A", "up > 0"]],
  ],
  [
    "brackets at the start of a line",
    "groups: [\n{name: g, rules: [\n{alert: A,\nexpr: up}\n]}\n]\n",
    [["A", "up"]],
  ],
  [
    "numbers, booleans and dates as names and expressions",
    `${RULES}  - {alert: 404, expr: 1e3}\n  - {alert: true, expr: 0x1F}\n  - {alert: 2001-01-01, expr: up}\n`,
    [
      ["404", "1e3"],
      ["true", "0x1F"],
      ["2001-01-01", "up"],
    ],
  ],
  [
    "local tags, and tags of types",
    `${RULES}  - !Rule\n    alert: !!str 404\n    expr: !Ref up\n`,
    [["404", "up"]],
  ],
  [
    "anchors, aliases and merges",
    `${RULES}  - &a {alert: A, expr: &e up}\n  - {<<: *a, alert: B}\n  - {alert: C, expr: *e}\n`,
    [
      ["A", "up"],
      ["B", "up"],
      ["C", "up"],
    ],
  ],
  [
    "tabs between and behind values, and within brackets and quotes",
    `${RULES}  - alert:\tA\t\n    expr:\t"up\n\t\t> 0"\t# c\n    annotations: {\n\ta: b}\n`,
    [["A", "up > 0"]],
  ],
  ["a comment behind a quote", `${RULES}  - alert: "A"#b\n    expr: up\n`, [["A", "up"]]],
  ["an escaped apostrophe", `${RULES}  - alert: A\n    expr: "up{a=\\'b\\'}"\n`, [["A", "up{a='b'}"]]],
  [
    "lists at the column of their key",
    "groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n",
    [["A", "up"]],
  ],
  ["explicit keys", `${RULES}  - ? alert\n    : A\n    expr: up\n`, [["A", "up"]]],
  [
    "CRLF, directives and several documents",
    `%YAML 1.1\r\n---\r\n${RULES}  - alert: A\r\n    expr: |-\r\n      up\r\n---\r\n`,
    [["A", "up"]],
  ],
  [
    "CR alone at the end of lines",
    `${RULES}  - alert: A\n    expr: up\n`.replaceAll("\n", "\r"),
    [["A", "up"]],
  ],
];

test.each(TAKEN)("%s are taken", (_name, text, want) => {
  const found: string[] = [];
  const queries = extractQueries({ file: "r.yml", text }, ({ message }) => found.push(message));
  expect(found).toEqual([]);
  expect(queries.map((query) => [query.owner.kind === "file" ? "" : query.owner.name, query.text])).toEqual(
    want,
  );
});

/** What go-yaml refuses, too. */
const REFUSED: readonly (readonly [string, string, string])[] = [
  ["a key written twice", `${RULES}  - {alert: A, expr: up, expr: down}\n`, "duplicate-key"],
  ["a tab as indentation", `${RULES}\t- alert: A\n`, "yaml-syntax"],
  ["keys of one mapping at two columns", `${RULES}  - alert: A\n     expr: up\n`, "yaml-syntax"],
  ["a bracket that is not closed", "groups: [\n", "yaml-syntax"],
  ["a second colon in a line", `${RULES}  - alert: A\n    expr: a: b\n`, "yaml-syntax"],
  ["a text behind a quoted one", `${RULES}  - alert: A\n    expr: "up" > 0\n`, "yaml-syntax"],
  ["a back-tick", `${RULES}  - alert: A\n    expr: \`up\`\n`, "yaml-syntax"],
  ["an escape that is unknown", `${RULES}  - alert: A\n    expr: "\\d"\n`, "yaml-syntax"],
  ["an alias without its anchor", `${RULES}  - *x\n`, "unknown-anchor"],
  ["an alias of itself", "groups: &g\n- name: g\n  rules: *g\n", "alias-expansion"],
];

test.each(REFUSED)("%s is a mistake", (_name, text, code) => {
  const found: string[] = [];
  extractQueries({ file: "r.yml", text }, (diagnostic) => found.push(diagnostic.code));
  expect(new Set(found)).toEqual(new Set([code]));
});

test.each<readonly [string, Buffer, readonly string[]]>([
  ["a replacement character is one of the text", Buffer.from("\uFFFD"), []],
  ["bytes that are not UTF-8 are a mistake", Buffer.from([0xe9]), ["illegal-character"]],
])("%s", (_name, bytes, want) => {
  const file = join(temporaryFolder(), "rules.yml");
  writeFileSync(
    file,
    Buffer.concat([Buffer.from(`${RULES}  - {alert: "`), bytes, Buffer.from('", expr: up}\n')]),
  );
  const { queries, diagnostics } = readQueries([file]);
  expect(diagnostics.map(({ code }) => code)).toEqual(want);
  expect(queries.map(({ text }) => text)).toEqual(want.length === 0 ? ["up"] : []);
});
