import type { ExposedFamily } from "./exposition.js";

/** What the text format calls a family of OpenMetrics, in which counters and infos are named without their suffix. */
export function textFormatName({ name, type }: Pick<ExposedFamily, "name" | "type">): string {
  if (type === "counter") return `${name}_total`;
  return type === "info" ? `${name}_info` : name;
}
