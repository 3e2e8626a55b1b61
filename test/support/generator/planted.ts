import { expect, test } from "vitest";
import type { Query } from "../../../generator/queries/query.js";
import { type CheckedAgainst, check, pointsOf } from "./query-shop.js";
import { panelQuery, queriesIn } from "./read-queries.js";

/**
 * A mistake in a query, and the valid query beside it. A text is an expression of an alert, or a file of rules in YAML,
 * which begins with `groups:`, or a list of rules, which begins with `- `.
 */
export type Planted = readonly [
  what: string,
  row: {
    readonly given: string;
    /** All findings in `given`, in text order: the code, and the text that it points at. */
    readonly want: readonly (readonly [code: string, token: string])[];
    readonly right: string;
    /** Where plain expressions stand: in an alert by default. A panel's may have Grafana's variables. */
    readonly standsIn?: "alert" | "panel";
  },
];

/** Tests that each mistake is found at its place with nothing else, and that the query beside it gives nothing. */
export function testPlanted(table: readonly Planted[], options: CheckedAgainst = {}): void {
  test.for(table)("%s", ([, { given, want, right, standsIn = "alert" }]) => {
    expect(pointsOf(check(plantedQueries(given, standsIn), options))).toEqual(want);
    expect(pointsOf(check(plantedQueries(right, standsIn), options))).toEqual([]);
  });
}

/** Tests that texts, each as in a row of planted mistakes, give no finding. */
export function testValid(texts: readonly string[], options: CheckedAgainst = {}): void {
  test.for(texts)("%s", (text) => {
    expect(pointsOf(check(plantedQueries(text, "alert"), options))).toEqual([]);
  });
}

function plantedQueries(text: string, standsIn: "alert" | "panel"): readonly Query[] {
  if (text.trimStart().startsWith("groups:")) return queriesIn(text, "rules.yml");
  if (text.trimStart().startsWith("- ")) return queriesIn(groupOf(text), "rules.yml");
  if (standsIn === "panel") return [panelQuery(text)];
  return queriesIn(groupOf(`- alert: Planted\n  expr: |-\n${indent(text, 4)}`), "rules.yml");
}

function groupOf(rules: string): string {
  return `groups:\n- name: planted\n  rules:\n${indent(rules.replace(/^\s*\n/, ""), 2)}\n`;
}

function indent(text: string, columns: number): string {
  return text.replace(/^(?=.)/gm, " ".repeat(columns));
}
