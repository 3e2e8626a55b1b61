import { type Exemplar, FamilyExemplars } from "../exemplars.js";
import type { Vector } from "../labels.js";
import { type Batches, runAll, type SharedCellsListener } from "./cell-range.js";
import { countLabelSets, labelFault } from "./label-set.js";
import type { Fault, RejectedSample } from "./rejection.js";

/** What a family is made from. */
export interface FamilyDefinition {
  /** The exposed name. */
  readonly name: string;
  /** The HELP text. */
  readonly help: string;
  /** In the order in which labels are exposed. */
  readonly vectors: readonly Vector[];
  /** Base unit, such as `seconds`. OpenMetrics tells it, if the name ends in it. */
  readonly unit?: string | undefined;
  /** Whether every label set is exposed at 0 from the start. For closed vectors alone; false by default. */
  readonly initialize?: boolean;
}

/** Told of each sample that a family did not record. May throw, in strict mode. */
type RejectionSink = (sample: RejectedSample) => void;

/** Told of each exemplar that was dropped, whatever it is. */
type BadExemplarSink = (exemplar: unknown) => void;

/** Brings in what is recorded elsewhere. */
interface ThreadSource {
  pullInBatches(): Batches;
}

/** What all families have: their definition, and the slow path of a sample that cannot be recorded. */
export abstract class FamilyBase {
  /** @internal */
  readonly name: string;
  /** @internal */
  readonly help: string;
  /** @internal */
  readonly vectors: readonly Vector[];
  /** @internal */
  readonly unit: string | undefined;
  /** @internal The number of label sets that the family can have. */
  readonly labelSets: number;
  /** @internal Whether every label set is exposed, recorded or not; always so of a family without labels. */
  readonly initialize: boolean;
  /**
   * How often series may have gone, by a reset or with a thread: while it stays the same, they are only added.
   *
   * @internal
   */
  generation = 0;
  /** @internal Made for the first exemplar. */
  exemplars: FamilyExemplars | undefined;
  #sink: RejectionSink = () => {};
  #badExemplarSink: BadExemplarSink = () => {};
  #source: ThreadSource | undefined;

  constructor(definition: FamilyDefinition) {
    this.name = definition.name;
    this.help = definition.help;
    this.vectors = definition.vectors;
    this.unit = definition.unit;
    this.labelSets = countLabelSets(definition.vectors);
    this.initialize = definition.initialize ?? definition.vectors.length === 0;
  }

  /** @internal Sets who is told of rejected samples: one sink, the latest. */
  onReject(sink: RejectionSink): void {
    this.#sink = sink;
  }

  /** @internal Sets who is told of exemplars with a bad id: one sink, the latest. */
  onBadExemplar(sink: BadExemplarSink): void {
    this.#badExemplarSink = sink;
  }

  /** @internal Sets what brings in the samples of other threads: one inlet, the latest. */
  setSource(inlet: ThreadSource): void {
    this.#source = inlet;
  }

  /** @internal Brings in what other threads have recorded. */
  pull(): void {
    runAll(this.pullInBatches());
  }

  /** @internal The same, in steps of a few milliseconds at most. */
  pullInBatches(): Batches {
    return this.#source?.pullInBatches() ?? [];
  }

  /**
   * Lets another thread read what this one records, from now on and for good.
   *
   * @param times of a gauge of which the last value counts, told of when each series was set
   * @internal
   */
  abstract share(outlet: SharedCellsListener, times: SharedCellsListener): void;

  /** @internal Brings the family up to date, before it is looked at. */
  refresh(): void {
    this.pull();
  }

  /** @internal Forgets every series. A family without labels starts again at 0. */
  reset(): void {
    this.pull(); // what other threads have recorded until now is forgotten too
    this.generation += 1;
    this.exemplars?.clear();
  }

  /** @internal Keeps the exemplar of a sample that was recorded, or drops it. */
  protected keepExemplar(cell: number, value: number, exemplar: Exemplar): void {
    this.exemplars ??= new FamilyExemplars();
    if (!this.exemplars.store(cell, value, exemplar)) this.#badExemplarSink(exemplar);
  }

  /**
   * Reports a sample that was not recorded.
   *
   * @param index negative if the label set is bad; then the value is not looked at
   * @param labels the label set, or what a bound form keeps of it
   * @internal
   */
  protected reject(index: number, labels: unknown, valueFault: Fault | undefined): void {
    const fault = index >= 0 ? valueFault : labels instanceof BadLabels ? labels.fault : this.faultOf(labels);
    if (fault !== undefined) this.report(fault);
  }

  /** @internal What a bound form keeps of its label set: what is wrong with it now, not when a sample is recorded. */
  protected boundLabels(index: number, labels: unknown): BadLabels | undefined {
    return index < 0 ? new BadLabels(this.faultOf(labels)) : undefined;
  }

  /** @internal */
  protected report(fault: Fault): void {
    this.#sink({ metric: this.name, ...fault });
  }

  private faultOf(labels: unknown): Fault {
    return labelFault(this.vectors, labels) ?? LABELS_CHANGED;
  }
}

/** A label set that was bad when it was bound. */
class BadLabels {
  readonly fault: Fault;

  constructor(fault: Fault) {
    this.fault = fault;
  }
}

/** A label set that was bad when it was read first, and is not when it is read again: a getter's. */
const LABELS_CHANGED: Fault = {
  reason: "unknown_label_value",
  detail: "its labels changed while it was recorded",
};
