import type { Spot } from "../read/read-mapping.js";
import { locate } from "../yaml/locate.js";

/** As `metrics.schema.yaml:12`. */
export function place({ source, path }: Pick<Spot, "source" | "path">): string {
  const { file, line } = locate(source, path, "key");
  return `${file}:${line}`;
}
