import { countEdits } from "../arguments.js";
import { CounterFamily } from "../family/counter.js";
import { ordinalsOf } from "../family/label-set.js";
import type { MetricFamily } from "../family/metric-family.js";
import { quoted, REJECTION_REASONS, type RejectedSample, RejectedSampleError } from "../family/rejection.js";
import { closedVector, type OpenVectorLimit, type Vector } from "../labels.js";
import type { Warnings } from "../warnings.js";

/** Receives a rejected sample, and the functions by which the application may have recorded it. */
type RejectionListener = (sample: RejectedSample, entries: ReturnType<MetricFamily["entries"]>) => void;

/** Counts the samples that families reject, and warns once for each metric, reason and label. In strict mode, it throws. */
export class Rejections {
  readonly #warnings: Warnings;
  #strict = false;
  #metric = closedVector("metric", []);
  readonly #reason = closedVector("reason", REJECTION_REASONS);
  #family = this.#createFamily();
  readonly #listeners = new Set<RejectionListener>();

  constructor(warnings: Warnings) {
    this.#warnings = warnings;
  }

  /** `metricsmith_rejected_samples_total` of the families that were followed last. */
  get family(): CounterFamily {
    return this.#family;
  }

  get isStrict(): boolean {
    return this.#strict;
  }

  /** Counts the rejected samples of these families from now on, in place of those before. */
  follow(families: readonly MetricFamily[]): void {
    const names = families.map(({ name }) => name);
    if (!hasValues(this.#metric, names)) {
      this.#metric = closedVector("metric", names);
      const before = this.#family;
      this.#family = this.#createFamily();
      copySeries(before, this.#family);
    }
    for (const family of families)
      family.onReject((sample, entries = family.entries()) => this.#reject(sample, entries));
  }

  /** Calls a function with each rejected sample, before anything is thrown. */
  onReject(listener: RejectionListener): void {
    this.#listeners.add(listener);
  }

  /** @param strict whether to throw instead of counting; `undefined` keeps the value */
  configure(strict: boolean | undefined): void {
    this.#strict = strict ?? this.#strict;
  }

  #createFamily(): CounterFamily {
    return new CounterFamily({
      name: "metricsmith_rejected_samples_total",
      help: "Samples that were not recorded, by the metric they were meant for and the reason.",
      vectors: [this.#metric, this.#reason],
    });
  }

  #reject(sample: RejectedSample, entries: ReturnType<MetricFamily["entries"]>): void {
    for (const listener of this.#listeners) listener(sample, entries);
    if (this.#strict) throw new RejectedSampleError(sample);
    const index =
      this.#metric.ordinalOf(sample.metric) * this.#reason.size + this.#reason.ordinalOf(sample.reason);
    this.#family.record(index, 1, sample);
    const subject = `${sample.reason} ${sample.metric}`;
    const subjects = sample.labels?.map((label) => `${subject} ${label}`) ?? subject;
    this.#warnings.warn(subjects, rejectionWarning(sample), sample, entries);
  }
}

function rejectionWarning({ metric, reason, detail, labels = [], kept }: RejectedSample): string {
  const outcome = kept ? "was recorded outside of the schema, by the client" : "was not recorded";
  const scope =
    labels.length === 0 ? "" : ` for the label${labels.length === 1 ? "" : "s"} ${labels.join(", ")}`;
  return (
    `metricsmith: a sample of ${metric} ${outcome}: ${detail}. ` +
    `Further ones${scope} are counted in metricsmith_rejected_samples_total{metric="${metric}",reason="${reason}"} only.`
  );
}

/**
 * Counts the label values that open vectors record as `otherwise`, and warns once for each vector and limit. Warns as
 * well, once for each vector, of an empty label value, and of one that is recorded as `otherwise` and looks misspelt.
 */
export class OverflowCounter {
  readonly #warnings: Warnings;
  readonly #watched = new WeakSet<Vector>();
  #vector = closedVector("vector", []);
  #family = this.#createFamily();

  constructor(warnings: Warnings) {
    this.#warnings = warnings;
  }

  /** `metricsmith_folded_label_values_total` of the families that were followed last; `undefined` without open vectors. */
  get family(): CounterFamily | undefined {
    return this.#vector.size === 0 ? undefined : this.#family;
  }

  /** Counts the label values of these families' vectors from now on, in place of those before. */
  follow(families: readonly MetricFamily[]): void {
    const openVectors = new Set(
      families.flatMap(({ vectors }) => vectors.filter(({ watch }) => watch !== undefined)),
    );
    const names = [...new Set([...openVectors].map(({ name }) => name))];
    if (!hasValues(this.#vector, names)) {
      this.#vector = closedVector("vector", names);
      const before = this.#family;
      this.#family = this.#createFamily();
      copySeries(before, this.#family);
    }
    for (const vector of openVectors) {
      if (this.#watched.has(vector)) continue;
      this.#watched.add(vector);
      vector.watch?.({
        onOverflow: (value, limit) => this.#count(vector, value, limit),
        onNewValue: (text) => {
          if (text === "") this.#warnOf("empty", vector, emptyValueWarning(vector));
        },
      });
    }
    for (const vector of families.flatMap(({ vectors }) => vectors)) {
      if (vector.onOther === undefined || this.#watched.has(vector)) continue;
      this.#watched.add(vector);
      vector.onOther(this.#misspeltCheck(vector));
    }
  }

  #createFamily(): CounterFamily {
    return new CounterFamily({
      name: "metricsmith_folded_label_values_total",
      help: "Label values that were recorded as the one for all others, because their vector was full or they were too long.",
      vectors: [this.#vector],
    });
  }

  #count(vector: Vector, value: string, limit: OpenVectorLimit): void {
    const index = this.#vector.ordinalOf(vector.name);
    if (index < 0) return; // of a family that is no longer exposed
    this.#family.record(index, 1, undefined);
    this.#warnOf(limit, vector, overflowWarning(vector, value, limit));
  }

  /** A check of values that a closed vector records as `otherwise`. It returns false when it has seen enough of them. */
  #misspeltCheck(vector: Vector): (value: string) => boolean {
    const declared = Array.from({ length: vector.size - 1 }, (_, ordinal) => vector.textOf(ordinal));
    let compared = 0;
    return (value) => {
      const meant = findMisspelt(value, declared);
      if (meant !== undefined) this.#warnOf("misspelt", vector, misspeltWarning(vector, value, meant));
      compared += 1;
      return meant === undefined && compared < MOST_COMPARED;
    };
  }

  #warnOf(subject: string, vector: Vector, text: string): void {
    this.#warnings.warn(`${subject} ${vector.name}`, text, undefined, [vector.ordinalOf]);
  }
}

/** Values of a vector that are compared with the declared ones: what users send can be anything, and takes time. */
const MOST_COMPARED = 100;

/** A longer text is compared with nothing: the time of a comparison grows with the square of the length. */
const LONGEST_COMPARED = 80;

/**
 * The declared text that another most likely means: one with the same letters in other case, or with one or two
 * misspelt. Texts that differ in digits alone are two texts, such as versions.
 */
function findMisspelt(text: string, declared: readonly string[]): string | undefined {
  if (text.length > LONGEST_COMPARED) return undefined;
  const folded = text.toLowerCase();
  const sameLetters = declared.find((candidate) => candidate.toLowerCase() === folded);
  if (sameLetters !== undefined) return sameLetters;
  const mostEdits = text.length < 4 ? 0 : text.length < 12 ? 1 : 2;
  return declared.find((candidate) => {
    if (Math.abs(candidate.length - text.length) > mostEdits) return false;
    const other = candidate.toLowerCase();
    return withoutDigits(other) !== withoutDigits(folded) && countEdits(folded, other) <= mostEdits;
  });
}

function withoutDigits(text: string): string {
  return text.replace(/\d/g, "");
}

function hasValues({ size, textOf }: Vector, values: readonly string[]): boolean {
  return size === values.length && values.every((value, ordinal) => textOf(ordinal) === value);
}

/** Copies the series of a counter to one with the same labels, but those whose label values it does not have. */
function copySeries(from: CounterFamily, to: CounterFamily): void {
  from.pull();
  from.forEach((index, value) => {
    let copied = 0;
    for (const [position, ordinal] of ordinalsOf(from.vectors, index).entries()) {
      const vector = to.vectors[position];
      const ours = vector?.ordinalOf(from.vectors[position]?.textOf(ordinal)) ?? -1;
      if (ours < 0) return;
      copied = copied * (vector?.size ?? 1) + ours;
    }
    to.addFromThread(copied, value);
  });
}

function overflowWarning({ name, size, textOf }: Vector, value: string, limit: OpenVectorLimit): string {
  const reason =
    limit === "max_values"
      ? `the vector ${name} has as many label values as its max_values allows, ${size - 1}`
      : `a label value of the vector ${name} has ${value.length} characters, more than its max_length allows`;
  return (
    `metricsmith: ${reason}, so that ` +
    `${quoted(value)} was recorded as ${quoted(textOf(0))}. ` +
    `Further ones are counted in metricsmith_folded_label_values_total{vector="${name}"} only.`
  );
}

function emptyValueWarning({ name }: Vector): string {
  return (
    `metricsmith: a label value of the vector ${name} is empty, and Prometheus takes that for a series without the label; ` +
    'record a word in its place, such as "none".'
  );
}

function misspeltWarning({ name, size, textOf }: Vector, value: string, meant: string): string {
  return (
    `metricsmith: the vector ${name} does not have ${quoted(value)}, so that it was recorded as ` +
    `${quoted(textOf(size - 1))}; did you mean ${quoted(meant)}? Further ones are recorded without a warning.`
  );
}
