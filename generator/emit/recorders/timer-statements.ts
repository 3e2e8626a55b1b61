import { type FunctionDeclarationStructure, StructureKind } from "ts-morph";
import { pascalCase, unitParameter } from "../../identifiers.js";

/** How many milliseconds one unit of time has, for the units in which a timer can measure. */
const MILLISECONDS: ReadonlyMap<string, number> = new Map([
  ["nanoseconds", 1e-6],
  ["microseconds", 1e-3],
  ["milliseconds", 1],
  ["seconds", 1000],
  ["minutes", 60_000],
  ["hours", 3_600_000],
  ["days", 86_400_000],
]);

/** True when durations of a unit can be measured by a timer. */
export function isTimeUnit(unit: string | undefined): unit is string {
  return unit !== undefined && MILLISECONDS.has(unit);
}

/** The function that starts a timer, whose stop takes the labels: they are known only at the end. */
export function timerFunction(timer: {
  readonly key: string;
  readonly unit: string;
  readonly labelled: boolean;
  readonly doc: string;
}): FunctionDeclarationStructure {
  const pascal = pascalCase(timer.key);
  const unit = unitParameter(timer.unit);
  const labels = timer.labelled ? ["labels"] : [];
  return {
    kind: StructureKind.Function,
    isExported: true,
    name: `start${pascal}Timer`,
    returnType: `(${[...(timer.labelled ? [`labels: ${pascal}Labels`] : []), "exemplar?: Exemplar"].join(", ")}) => number`,
    statements: [
      "const clock = monotonicClock();",
      "const start = clock.now();",
      `return (${[...labels, "exemplar"].join(", ")}) => {`,
      `  const ${unit} = ${elapsed(MILLISECONDS.get(timer.unit) ?? 1)};`,
      `  record${pascal}(${[...labels, unit, "exemplar"].join(", ")});`,
      `  return ${unit};`,
      "};",
    ],
    docs: [timer.doc],
  };
}

function elapsed(milliseconds: number): string {
  if (milliseconds === 1) return "clock.now() - start";
  return milliseconds > 1
    ? `(clock.now() - start) / ${milliseconds}`
    : `(clock.now() - start) * ${Math.round(1 / milliseconds)}`;
}
