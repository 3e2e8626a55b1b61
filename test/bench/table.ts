import type { Result } from "./result.js";

/**
 * A Markdown table of results, each beside the ones it is compared with.
 *
 * @param references the names of those, or what stands before a comma in them; those that are no result are left out
 * @param figure what of several measurements the figure is
 */
export function table(
  title: string,
  results: readonly Result[],
  references: readonly string[],
  figure = "median",
): string {
  const compared = references.flatMap((name) => results.find((result) => named(result, name)) ?? []);
  const header = [title, figure, ...compared.map(({ name }) => `against ${name.split(",")[0]}`)];
  const rows = results.map((result) => [
    result.name,
    time(result.nanoseconds),
    ...compared.map((reference) => ratio(result.nanoseconds, reference.nanoseconds)),
  ]);
  return markdown(header, rows);
}

/** A Markdown table whose first column is text, and the others numbers. */
export function markdown(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, ["---", ...header.slice(1).map(() => "---:")], ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}

function named(result: Result, name: string): boolean {
  return result.name === name || result.name.startsWith(`${name},`);
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
