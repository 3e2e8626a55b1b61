import { type StatementStructures, StructureKind } from "ts-morph";
import type { ClientOutput } from "../../catalog.js";
import { constantStatement } from "../typescript.js";

/** Exports the classes of metrics, each as a value and as a type of the same name. */
export function metricExports(_client: ClientOutput): readonly StatementStructures[] {
  return (["Counter", "Gauge", "Histogram"] as const).flatMap((name) => [
    constantStatement({
      name,
      type: `typeof client.${name}`,
      initializer: `adopted.${name}`,
      isExported: true,
    }),
    {
      kind: StructureKind.TypeAlias as const,
      isExported: true,
      name,
      typeParameters: [{ name: "T", constraint: "string", default: "string" }],
      type: `client.${name}<T>`,
    },
  ]);
}
