import { type FamilyBase, familyProbe } from "../family/family-base.js";
import type { MetricFamily } from "../family/metric-family.js";
import { millisecondsIn } from "../text.js";

/** A function that the generator has written; JavaScript may pass others. */
export type GeneratedFunction = (...values: unknown[]) => void;

/** Records one request in one generated function. */
export type Sample = (labels: object, milliseconds: number, bytes: number) => void;

/** What a generated function records into. */
interface ProbedRecorder {
  /** In the order in which the function calls them. */
  readonly families: readonly MetricFamily[];
  /** The names of the values that it takes as one object. */
  readonly valueNames: readonly string[];
}

/**
 * Finds what a generated function records into.
 *
 * @throws Error if that is nothing
 */
export function probe(caller: string, option: string, recorder: GeneratedFunction): ProbedRecorder {
  const probed = callProbed(recorder);
  if (probed.families.length > 0) return probed;
  throw new Error(
    `${caller}: the function of the option ${option} records nothing; pass a generated recorder`,
  );
}

type Role = "requests" | "duration" | "size";

/** What a value is measured in, and how much of it a millisecond is. */
type Measure = { readonly of: "duration"; readonly factor: number } | { readonly of: "size" };

/** @throws Error if a value of the function is neither a duration nor a size */
export function sampleOf(
  caller: string,
  role: Role,
  recorder: GeneratedFunction,
  { families, valueNames }: ProbedRecorder,
): { readonly sample: Sample; readonly measuresSize: boolean } {
  const isLabelled = families.some(({ vectors }) => vectors.length > 0);
  const measures = families.flatMap((family) =>
    family.type === "counter" ? [] : [measureOf(caller, role, family)],
  );
  const measuresSize = measures.some((measure) => measure.of === "size");
  return {
    sample: sampler(isLabelled ? recorder : withoutLabels(recorder), measures, valueNames),
    measuresSize,
  };
}

function withoutLabels(recorder: GeneratedFunction): GeneratedFunction {
  return (_labels, ...values) => recorder(...values);
}

function sampler(
  recorder: GeneratedFunction,
  measures: readonly Measure[],
  names: readonly string[],
): Sample {
  const [first, ...others] = measures;
  if (first === undefined) return (labels) => recorder(labels);
  if (others.length > 0) {
    return (labels, milliseconds, bytes) => {
      const values = measures.map((measure, at) => [names[at], measured(measure, milliseconds, bytes)]);
      recorder(labels, Object.fromEntries(values));
    };
  }
  if (first.of === "size") return (labels, _milliseconds, bytes) => recorder(labels, bytes);
  const { factor } = first;
  return (labels, milliseconds) => recorder(labels, milliseconds * factor);
}

function measured(measure: Measure, milliseconds: number, bytes: number): number {
  return measure.of === "size" ? bytes : milliseconds * measure.factor;
}

/** By the unit of the schema; without one, by the end of the name. A duration without either is in seconds. */
function measureOf(caller: string, role: Role, { name, unit }: MetricFamily): Measure {
  const word = unit ?? /_([a-z]+)$/.exec(name)?.[1] ?? "";
  const length = millisecondsIn(word);
  if (length !== undefined && role !== "size") return { of: "duration", factor: 1 / length };
  if (word === "bytes" && role !== "duration") return { of: "size" };
  if (unit === undefined && role === "duration") return { of: "duration", factor: 1e-3 };
  if (unit === undefined && role === "size") return { of: "size" };
  const expected = { requests: "a unit of time, or bytes", duration: "a unit of time", size: "bytes" }[role];
  const given = unit === undefined ? "no unit" : `the unit ${unit}`;
  throw new Error(
    `${caller}: ${name}, of the option ${role}, has ${given}; expected ${expected} in the schema`,
  );
}

/**
 * Finds the families that a generated function records into, and records nothing: it calls the function with labels and
 * values that no family takes, which the families report to the probe.
 */
function callProbed(recorder: GeneratedFunction): ProbedRecorder {
  const families: FamilyBase[] = [];
  const first = recordingReads();
  const second = recordingReads();
  const { onCall } = familyProbe;
  familyProbe.onCall = (family) => families.push(family);
  try {
    recorder(first.object, second.object, EXEMPLAR);
  } catch {
    // A function that is not generated may throw: then the families that it has called are those that are known.
  } finally {
    familyProbe.onCall = onCall;
  }
  const isLabelled = families.some(({ vectors }) => vectors.length > 0);
  return {
    families: families as readonly FamilyBase[] as readonly MetricFamily[], // every family is of one of its types
    valueNames: (isLabelled ? second : first).names,
  };
}

/** Any object. Families that have counted 1 before they reach the probe get it, and take the 1 back. */
const EXEMPLAR = {};

/** An object without values, and the names of those that were read. */
function recordingReads(): { readonly object: object; readonly names: string[] } {
  const names: string[] = [];
  const object = new Proxy(
    {},
    {
      get(_, name) {
        if (typeof name === "string" && !names.includes(name)) names.push(name);
        return undefined;
      },
    },
  );
  return { object, names };
}
