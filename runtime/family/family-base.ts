import type { Vector } from "../labels.js";
import { processState } from "../process-state.js";
import { type Batches, type CellRange, runAll } from "./cell-range.js";
import { type Exemplar, FamilyExemplars } from "./exemplars.js";
import { countLabelSets, labelFault, locateSeries, type SeriesLocation } from "./label-set.js";
import type { Fault, RejectedSample } from "./rejection.js";
import { type OtherThreads, SeriesExpiry } from "./series-expiry.js";
import type { SharedCellsListener, Store } from "./shared-cells.js";

/** The definition of a metric family. */
export interface FamilyDefinition {
  /** The exposed name. */
  readonly name: string;
  /** The HELP text. */
  readonly help: string;
  /** One for each label, in the order in which labels are exposed. */
  readonly vectors: readonly Vector[];
  /** The base unit, such as `seconds`. OpenMetrics exposes it if the name ends in it. */
  readonly unit?: string | undefined;
  /** Whether every label set is exposed at 0 from the start. Only for closed vectors; false by default. */
  readonly initialize?: boolean;
  /** An old name under which the family is exposed as well; none by default. */
  readonly oldName?: string;
}

/**
 * While `onCall` is set, a family calls it in place of reporting a bad sample: so is found which families a generated
 * function records into. All copies of this package share it.
 */
export const familyProbe = processState(
  "family probe",
  (): { onCall: ((family: FamilyBase) => void) | undefined } => ({ onCall: undefined }),
);

/** Called for each sample that a family did not record. It may throw, in strict mode. */
type RejectionSink = (sample: RejectedSample, entries?: ReturnType<FamilyBase["entries"]>) => void;

/** Called for each exemplar that was dropped. The exemplar can be any value. */
type BadExemplarSink = (exemplar: unknown) => void;

/** Called after a series was removed in this thread; without a location, after all were, maybe by a reset. */
export type RemovalSink = (location: SeriesLocation | undefined, isReset: boolean) => void;

/** Remembers series of a family by their indices. */
interface SeriesFollower {
  /** This thread has removed a series; without an index, all. The index may get another label set. */
  drop(index: number | undefined): void;
}

/** Adds to a family what other threads have recorded in it. */
interface ThreadSource {
  pullInBatches(): Batches;
  /** `undefined` if what they record does not expire. */
  readonly others?: OtherThreads;
}

/** The parts that all metric families share: the definition, rejected samples, exemplars, and other threads' samples. */
export abstract class FamilyBase {
  /** @internal */
  readonly name: string;
  /** @internal */
  help: string;
  /** @internal */
  readonly vectors: readonly Vector[];
  /** @internal */
  unit: string | undefined;
  /** @internal An old name under which the family is exposed as well. */
  oldName: string | undefined;
  /** @internal The number of label sets that the family can have. */
  readonly labelSets: number;
  /** @internal Whether every label set is exposed, recorded or not. True for a family without labels. */
  initialize: boolean;
  /**
   * Changes whenever series may have been removed: by a reset, or because a thread ended. While it stays the same,
   * series are only added.
   *
   * @internal
   */
  generation = 0;
  /** @internal Whether a newer copy of the schema has another family in its place, or none. */
  isRetired = false;
  /** @internal Created with the first exemplar. */
  exemplars: FamilyExemplars | undefined;
  /** @internal Only if a vector has `expireAfter`. */
  readonly expiry: SeriesExpiry | undefined;
  #sink: RejectionSink = () => {};
  #badExemplarSink: BadExemplarSink = () => {};
  #source: ThreadSource | undefined;
  readonly #removalSinks = new Set<RemovalSink>();
  #followers: readonly WeakRef<SeriesFollower>[] = [];

  constructor(definition: FamilyDefinition) {
    this.name = definition.name;
    this.help = definition.help;
    this.vectors = definition.vectors;
    this.unit = definition.unit;
    this.oldName = definition.oldName;
    this.labelSets = countLabelSets(definition.vectors);
    this.initialize = isInitialized(definition);
    this.expiry = SeriesExpiry.of(this);
  }

  /** @internal Takes what may differ in a newer declaration of the same family, and leaves its samples. */
  redeclare(definition: FamilyDefinition): void {
    this.help = definition.help;
    this.unit = definition.unit;
    this.oldName = definition.oldName;
    if (this.initialize === isInitialized(definition)) return;
    this.initialize = isInitialized(definition);
    this.generation += 1;
  }

  /**
   * Drops every sample and every removal from now on, and calls `warn` for each. This replaces methods of this object
   * alone, so that other families pay nothing for the possibility.
   *
   * @internal
   */
  retire(warn: () => void): void {
    this.isRetired = true;
    this.remove = () => {
      warn();
      return false;
    };
    this.clear = () => warn();
  }

  /** @internal The family that has the cells: this one, also if it is asked under its old name. */
  get original(): this {
    return this;
  }

  /** @internal The functions by which samples are recorded: those of bound series first, which call the others. */
  // biome-ignore lint/complexity/noBannedTypes: their parameters do not matter
  abstract entries(): readonly Function[];

  /** @internal Sets the function that is called for rejected samples, in place of the one before. */
  onReject(sink: RejectionSink): void {
    this.#sink = sink;
  }

  /** @internal Sets the function that is called for exemplars with a bad id, in place of the one before. */
  onBadExemplar(sink: BadExemplarSink): void {
    this.#badExemplarSink = sink;
  }

  /** @internal Adds a function that removes series in other threads or processes, too. */
  onRemove(sink: RemovalSink): void {
    this.#removalSinks.add(sink);
  }

  /** @internal Reports each series that this thread removes, expired ones included, to an object that may be collected. */
  onDrop(follower: SeriesFollower): void {
    const living = this.#followers.filter((other) => other.deref() !== undefined);
    this.#followers = [...living, new WeakRef(follower)];
  }

  /** @internal Sets where samples of other threads come from, in place of the source before. */
  setSource(source: ThreadSource): void {
    this.#source = source;
  }

  /** @internal Adds what other threads have recorded since the last pull. */
  pull(): void {
    runAll(this.pullInBatches());
  }

  /** @internal Does the same as `pull`, in batches of a few milliseconds at most. */
  pullInBatches(): Batches {
    return this.#source?.pullInBatches() ?? [];
  }

  /**
   * Lets another thread read what this thread records, from now on and for good.
   *
   * @param listenerOf returns who receives the family's cells: its values; the times at which series were set, if it is
   * a gauge with `combine: last`; and the marks of series that expire
   * @param onDrop is called for each series that this thread has dropped, because the other thread had
   * @internal
   */
  share(listenerOf: (store: Store) => SharedCellsListener, onDrop: (index: number) => void): void {
    this.expiry?.share(listenerOf("marks"), onDrop);
  }

  /** @internal Brings the family up to date before its series are read. */
  refresh(): void {
    this.pull();
  }

  /**
   * Removes the series with the labels, in all threads. A label value is not found under the value as which it is
   * recorded, so that nothing else is removed. Records after it begin a new series. A series that is exposed from the
   * start is not removed, but starts again at 0.
   *
   * @returns whether this thread had the series
   */
  remove(labels: unknown): boolean {
    this.pull(); // what other threads have recorded until now is removed too; it may have new label values
    const location = locateSeries(this.vectors, labels);
    if (location !== undefined) return this.removeEverywhere(location);
    const fault = labelFault(this.vectors, labels); // none for a label value that is recorded as another
    if (fault !== undefined) this.report(fault);
    return false;
  }

  /** Removes every series, in all threads, as `remove` does. */
  clear(): void {
    this.pull();
    this.removeEverywhere(undefined);
  }

  /**
   * Removes a series, or all of them, in all threads and processes, after `pull`.
   *
   * @param except who has reported the removal to this thread, if anyone
   * @returns whether this thread had it
   * @internal
   */
  removeEverywhere(location: SeriesLocation | undefined, except?: RemovalSink): boolean {
    const removed = location?.index !== -1 && this.removeHere(location?.index);
    this.reportRemoval(location, except);
    return removed;
  }

  /** @internal Reports a removal to those that remove series elsewhere. */
  reportRemoval(location: SeriesLocation | undefined, except?: RemovalSink, isReset = false): void {
    for (const sink of this.#removalSinks) if (sink !== except) sink(location, isReset);
  }

  /** @internal Removes a series, or all, in this thread. @returns whether it was there */
  removeHere(index: number | undefined): boolean {
    this.generation += 1;
    if (index === undefined) this.exemplars?.clear();
    this.reportDrop(index);
    return false;
  }

  /** @internal Removes the series that have expired, at a scrape, in batches of a few milliseconds at most. */
  expireInBatches(): Batches {
    return this.expiry?.checkInBatches(performance.now(), this.otherThreads) ?? [];
  }

  /** @internal The threads that record the family besides this one, if their series expire. */
  get otherThreads(): OtherThreads | undefined {
    return this.#source?.others;
  }

  /** @internal The label sets that have a use, though they may not be exposed. */
  usedIndices(): Iterable<number> {
    return [];
  }

  /** @internal Visits the exposed label sets in a range. @returns the position to continue from, or `DONE` */
  abstract walk(range: CellRange, visit: (index: number) => void): number;

  /** @internal Removes every series. A family without labels starts again at 0. */
  reset(): void {
    this.pull(); // so that what other threads have recorded until now is removed too
    this.generation += 1;
    this.exemplars?.clear();
    this.expiry?.reset();
    this.reportDrop(undefined);
    this.reportRemoval(undefined, undefined, true);
  }

  /** @internal Stores the exemplar of a recorded sample, or reports it if it is bad. */
  protected keepExemplar(cell: number, value: number, exemplar: Exemplar): void {
    this.exemplars ??= new FamilyExemplars();
    if (!this.exemplars.store(cell, value, exemplar)) this.#badExemplarSink(exemplar);
  }

  /**
   * Reports a sample that was not recorded.
   *
   * @param index negative if the label set is bad; the value is not checked then
   * @param labels the label set, or what `boundLabels` returned for it
   * @internal
   */
  protected reject(index: number, labels: unknown, valueFault: Fault | undefined): void {
    if (familyProbe.onCall !== undefined) {
      familyProbe.onCall(this);
      return;
    }
    const fault = index >= 0 ? valueFault : BadLabels.is(labels) ? labels.fault : this.faultOf(labels);
    if (fault !== undefined) this.report(fault);
  }

  /**
   * Reports a sample that the family could not take.
   *
   * @param kept whether a metric of the client has it
   * @param entries see `entries`
   * @internal
   */
  rejectFor(fault: Fault, kept: boolean, entries: ReturnType<FamilyBase["entries"]>): void {
    this.#sink({ metric: this.name, ...fault, ...(kept ? { kept } : {}) }, entries);
  }

  /** @internal What a bound form stores of its label set: the fault that a bad one has at the time of binding. */
  protected boundLabels(index: number, labels: unknown): BadLabels | undefined {
    return index < 0 ? new BadLabels(this.faultOf(labels)) : undefined;
  }

  /** @internal */
  protected report(fault: Fault): void {
    this.#sink({ metric: this.name, ...fault });
  }

  private reportDrop(index: number | undefined): void {
    for (const follower of this.#followers) follower.deref()?.drop(index);
  }

  private faultOf(labels: unknown): Fault {
    return labelFault(this.vectors, labels) ?? LABELS_CHANGED;
  }
}

function isInitialized({ initialize, vectors }: FamilyDefinition): boolean {
  return initialize ?? vectors.length === 0;
}

/** The fault of a label set that was bad when it was bound. */
class BadLabels {
  readonly fault: Fault;
  readonly #isBad = true;

  /** Unlike `instanceof`, it does not call the traps of a proxy, which may throw. */
  static is(value: unknown): value is BadLabels {
    return typeof value === "object" && value !== null && #isBad in value;
  }

  constructor(fault: Fault) {
    this.fault = fault;
  }
}

/** The fault of a label set with a getter: bad when it was recorded, good when it is read again for the message. */
const LABELS_CHANGED: Fault = {
  reason: "unknown_label_value",
  detail: "its labels changed while it was recorded",
};
