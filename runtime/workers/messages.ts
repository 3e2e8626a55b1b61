import { createHash } from "node:crypto";
import { getEnvironmentData, setEnvironmentData } from "node:worker_threads";
import type { SeriesLocation } from "../family/label-set.js";
import type { Store } from "../family/shared-cells.js";
import type { Vector } from "../labels.js";
import type { Metrics } from "../metrics.js";
import { VERSION } from "../process-state.js";

/** How the threads of a program find the thread that collects what they record. */
export interface SharedProgram {
  /** The name of the channel for messages. */
  readonly channel: string;
  /** Its first element is the number of messages sent, so that the receiver knows whether there are new ones. */
  readonly sent: Int32Array;
  /** Its first element changes when the collecting thread has dropped series, which each thread then drops, too. */
  readonly dropped: Int32Array;
}

const ENVIRONMENT_KEY = "metricsmith";

type Programs = ReadonlyMap<string, SharedProgram>;

/** Makes a program known to the worker threads that are created from now on, and to their own workers. */
export function publishProgram(metrics: Metrics, program: SharedProgram): void {
  setEnvironmentData(ENVIRONMENT_KEY, new Map([...programs(), [layoutOf(metrics), program]]));
}

/** The published program with the same families; `undefined` if there was none when this thread was created. */
export function publishedProgram(metrics: Metrics): SharedProgram | undefined {
  return programs().get(layoutOf(metrics));
}

/** Whether a program was published before this thread was created. */
export function anyPublished(): boolean {
  return programs().size > 0;
}

/** The open vectors of a program, each once. */
export function openVectors({ ownFamilies: families }: Metrics): readonly Vector[] {
  return [...new Set(families.flatMap(({ vectors }) => vectors.filter(({ watch }) => watch !== undefined)))];
}

function programs(): Programs {
  return (getEnvironmentData(ENVIRONMENT_KEY) as Programs | undefined) ?? new Map(); // `publishProgram` alone sets it
}

/** A hash of everything that must be equal in two threads for a cell to have the same meaning in both. */
function layoutOf(metrics: Metrics): string {
  const open = openVectors(metrics);
  const layout = metrics.ownFamilies.map((family) => [
    family.name,
    family.type,
    family.vectors.map((vector) => vectorLayout(vector, open)),
    family.type === "histogram" ? [...family.bounds] : [],
    family.type === "gauge" ? family.combine : "",
  ]);
  return createHash("sha256")
    .update(JSON.stringify([VERSION, metrics.schema, layout]))
    .digest("hex");
}

/** @param open the program's open vectors, which messages identify by their positions */
function vectorLayout(vector: Vector, open: readonly Vector[]): readonly unknown[] {
  const { label, size, textOf, watch } = vector;
  const fixed = watch === undefined ? size : 1; // an open vector has other label values in each thread
  return [label, size, open.indexOf(vector), Array.from({ length: fixed }, (_, ordinal) => textOf(ordinal))];
}

/**
 * What a thread reports to the thread that collects: the memory of its cells, and the label values of its open vectors.
 * A record itself sends no message. An event is sent before the first record that needs it. Families and vectors are
 * identified by their positions.
 */
export type ThreadEvent =
  | { readonly kind: "joined"; readonly timeOrigin: number }
  | {
      readonly kind: "dense";
      readonly family: number;
      readonly store: Store;
      readonly cells: Float64Array;
      readonly live: Uint8Array | undefined;
    }
  | { readonly kind: "sparse"; readonly family: number; readonly store: Store; readonly rows: Int32Array }
  | {
      readonly kind: "page";
      readonly family: number;
      readonly store: Store;
      readonly cells: Float64Array;
      readonly indices: Float64Array;
    }
  | {
      readonly kind: "label-value";
      readonly vector: number;
      readonly text: string;
      readonly ordinal: number;
    }
  | {
      /** Series were removed in the thread. */
      readonly kind: "removed";
      readonly family: number;
      /** The series, and its index in the thread; without it, all series were removed. */
      readonly location: SeriesLocation | undefined;
    }
  | {
      /** The thread has dropped a series, because the collecting thread had. */
      readonly kind: "dropped";
      readonly family: number;
      /** In the thread. */
      readonly index: number;
    }
  | { readonly kind: "started"; readonly thread: number }
  | { readonly kind: "ended"; readonly thread: number };

/** Events of one thread. */
export interface ThreadMessage {
  /** The `threadId` of the sender. */
  readonly thread: number;
  readonly events: readonly ThreadEvent[];
}
