import type { Vector } from "../vector/vector.js";
import { countLabelSets, labelFault } from "./label-set.js";
import { type Fault, quoted, type RejectedSample } from "./rejection.js";

/** What a family is made from. */
export interface FamilyDefinition {
  /** The exposed name. */
  readonly name: string;
  /** The HELP text. */
  readonly help: string;
  /** In the order in which labels are exposed. */
  readonly vectors: readonly Vector[];
}

/** Told of each sample that a family did not record. May throw, in strict mode. */
export type RejectionSink = (sample: RejectedSample) => void;

/** What all families have: their definition, and the slow path of a sample that cannot be recorded. */
export abstract class FamilyBase implements FamilyDefinition {
  readonly name: string;
  readonly help: string;
  readonly vectors: readonly Vector[];
  /** The number of label sets that the family can have. */
  readonly labelSets: number;
  #sink: RejectionSink = () => {};

  constructor(definition: FamilyDefinition) {
    this.name = definition.name;
    this.help = definition.help;
    this.vectors = definition.vectors;
    this.labelSets = countLabelSets(definition.vectors);
  }

  /** Sets who is told of rejected samples: one sink, the latest. */
  onReject(sink: RejectionSink): void {
    this.#sink = sink;
  }

  /** Reports a sample that was not recorded: for its label set, if that is bad, else for its value. */
  protected reject(labels: unknown, fault: Fault | undefined): void {
    const found = labelFault(this.vectors, labels) ?? fault;
    if (found !== undefined) this.report(found);
  }

  protected report(fault: Fault): void {
    this.#sink({ metric: this.name, ...fault });
  }
}

/** Why a counter cannot be increased by a value; `undefined` when it can. */
export function incrementFault(by: unknown): Fault | undefined {
  const fault = numberFault(by);
  if (fault !== undefined) return fault;
  if ((by as number) < 0) return { reason: "negative", detail: `a counter cannot be increased by ${by}` }; // a number, by numberFault
  if (by === Infinity) return { reason: "infinite", detail: "a counter cannot be increased by Infinity" };
  return undefined;
}

/** Why a value cannot be observed or set; `undefined` when it can. */
export function numberFault(value: unknown): Fault | undefined {
  if (typeof value === "number" && !Number.isNaN(value)) return undefined;
  return { reason: "not_a_number", detail: `the value is ${quoted(value)}; expected a number` };
}
