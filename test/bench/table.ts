import type { Result } from "./result.js";

/** A Markdown table of results, each beside the ones it is compared with. */
export function table(title: string, results: readonly Result[], references: readonly string[]): string {
  const compared = references.map((name) => ({ name, nanoseconds: find(results, name).nanoseconds }));
  const header = [title, "median", ...compared.map(({ name }) => `against ${name.split(",")[0]}`)];
  const rows = results.map((result) => [
    result.name,
    time(result.nanoseconds),
    ...compared.map((reference) => ratio(result.nanoseconds, reference.nanoseconds)),
  ]);
  return [header, ["---", ...header.slice(1).map(() => "---:")], ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}

function find(results: readonly Result[], name: string): Result {
  const result = results.find((candidate) => candidate.name === name);
  if (result === undefined) throw new Error(`no result is named ${name}`);
  return result;
}

/** Three significant digits in the unit that reads best. */
export function time(nanoseconds: number): string {
  if (nanoseconds < 1000) return `${Number(nanoseconds.toPrecision(3))} ns`;
  if (nanoseconds < 1e6) return `${Number((nanoseconds / 1000).toPrecision(3))} µs`;
  return `${Number((nanoseconds / 1e6).toPrecision(3))} ms`;
}

function ratio(nanoseconds: number, reference: number): string {
  if (nanoseconds === reference) return "1";
  const factor = reference / nanoseconds;
  return factor >= 1
    ? `${Number(factor.toPrecision(2))} × faster`
    : `${Number((1 / factor).toPrecision(2))} × slower`;
}
