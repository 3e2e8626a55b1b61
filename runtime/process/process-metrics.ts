import { setImmediate } from "node:timers";
import { ByteWriter } from "../exposition/byte-writer.js";
import { FamilyTexts } from "../exposition/family-texts.js";
import type { ConstantLabels } from "../exposition/label-text.js";
import type { ExpositionFormat } from "../exposition/openmetrics.js";
import { createCursor } from "../exposition/samples.js";
import type { MetricFamily } from "../family/metric-family.js";
import { processState } from "../process-state.js";
import { EventLoopLag, GarbageCollections } from "./observers.js";
import { createReadings, type Reading } from "./readings.js";

/** Bounds the cached texts, in bytes; enough for all families in both formats. */
const CACHE_LIMIT = 1 << 16;

/** How the families are written. */
interface ProcessForm {
  readonly format: ExpositionFormat;
  /** Labels of all series; none by default. */
  readonly labels?: ConstantLabels;
  readonly isSelected: (family: MetricFamily) => boolean;
}

/**
 * The metrics of the Node process, by the names, types, labels and units of prom-client: processor time, memory, file
 * descriptors, the event loop, the garbage collector, and the version of Node. Bun and Deno do not have all of them.
 */
export interface ProcessMetrics {
  /** @internal In the order in which they are exposed. A pull of one of them reads them all. */
  readonly families: readonly MetricFamily[];
  /** Returns the exposition in UTF-8, in the text format 0.0.4. */
  expose(): Uint8Array;
  /** @internal Writes the selected families, without `# EOF`. */
  write(writer: ByteWriter, form: ProcessForm): void;
  /** Stops the observers of the event loop and the garbage collector, unless another user of them is left. */
  close(): void;
}

/**
 * Starts to observe the event loop and the garbage collector, and returns the metrics of the process. All calls share
 * the values and the observers: counters go on where they were. Nothing is read until something is exposed, and nothing
 * keeps the process alive.
 *
 * As in prom-client, processor time counts from the first call on, and the delay of the event loop is that since the
 * exposition before. In a worker thread, heap and event loop are those of the thread.
 */
export function observeProcess(): ProcessMetrics {
  return new Observation(processState("process families", () => new ProcessFamilies()));
}

/** One user of the shared families. */
class Observation implements ProcessMetrics {
  readonly families: readonly MetricFamily[];
  readonly #source: ProcessFamilies;
  readonly #writer = new ByteWriter();
  readonly #texts: FamilyTexts;
  #open = true;

  constructor(source: ProcessFamilies) {
    this.#source = source;
    this.families = source.families;
    this.#texts = new FamilyTexts(source.families, CACHE_LIMIT);
    source.begin();
  }

  expose(): Uint8Array {
    this.#writer.start(undefined);
    this.write(this.#writer, { format: "text", isSelected: () => true });
    return this.#writer.finish();
  }

  write(writer: ByteWriter, { format, labels, isSelected }: ProcessForm): void {
    const texts = this.#texts.in(format, labels).filter((_, at) => {
      const family = this.families[at];
      return family !== undefined && isSelected(family);
    });
    if (texts.length === 0) return;
    this.#source.read();
    for (const text of texts) text.write(writer, createCursor(), Infinity);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#source.end();
  }
}

/** The families, one object for the process. */
class ProcessFamilies {
  readonly families: readonly MetricFamily[];
  readonly #lag = new EventLoopLag();
  readonly #collections = new GarbageCollections();
  readonly #readings: readonly Reading[];
  /** How many users want the observers to run. */
  #users = 0;
  /** Whether the values were read in this turn of the event loop: further expositions in it have the same values. */
  #fresh = false;

  constructor() {
    this.#readings = createReadings(this.#lag);
    this.families = [...this.#readings.flatMap(({ families }) => families), ...this.#collections.families];
    const source = {
      pullInBatches: () => {
        this.read();
        return [];
      },
    };
    for (const family of this.families) family.setSource(source);
  }

  begin(): void {
    this.#users += 1;
    if (this.#users > 1) return;
    this.#lag.start();
    this.#collections.start();
  }

  end(): void {
    this.#users -= 1;
    if (this.#users > 0) return;
    this.#lag.stop();
    this.#collections.stop();
  }

  read(): void {
    if (this.#fresh) return;
    this.#fresh = true;
    const start = performance.now();
    for (const { read } of this.#readings) read();
    setImmediate(() => {
      this.#fresh = false;
      this.#lag.setLast((performance.now() - start) / 1000);
    });
  }
}
