import { createHash } from "node:crypto";
import { getEnvironmentData, setEnvironmentData } from "node:worker_threads";
import type { Vector } from "../labels.js";
import type { Metrics } from "../metrics.js";

/** How the threads of a program find the one that collects what they record. */
export interface SharedProgram {
  /** The name of the channel that messages go by. */
  readonly channel: string;
  /** The number of messages sent, in the first element: whoever looks at it need not look for messages. */
  readonly sent: Int32Array;
}

const KEY = "metricsmith";

type Programs = ReadonlyMap<string, SharedProgram>;

/** Makes a program known to the worker threads that are created from now on, and to theirs. */
export function publishProgram(metrics: Metrics, program: SharedProgram): void {
  setEnvironmentData(KEY, new Map([...programs(), [layoutOf(metrics), program]]));
}

/** The program that has the same families; `undefined` if none was published before this thread was created. */
export function publishedProgram(metrics: Metrics): SharedProgram | undefined {
  return programs().get(layoutOf(metrics));
}

/** Whether any program was published before this thread was created. */
export function anyPublished(): boolean {
  return programs().size > 0;
}

/** The open vectors of a program, each once. */
export function openVectors({ families }: Metrics): readonly Vector[] {
  return [...new Set(families.flatMap(({ vectors }) => vectors.filter(({ watch }) => watch !== undefined)))];
}

function programs(): Programs {
  return (getEnvironmentData(KEY) as Programs | undefined) ?? new Map(); // only `publishProgram` sets it
}

/** What two threads must have alike for a cell to mean the same in both. */
function layoutOf({ families }: Metrics): string {
  const layout = families.map((family) => [
    family.name,
    family.type,
    family.vectors.map(vectorLayout),
    family.type === "histogram" ? [...family.bounds] : [],
    family.type === "gauge" ? family.combine : "",
  ]);
  return createHash("sha256").update(JSON.stringify(layout)).digest("hex");
}

function vectorLayout({ name, size, textOf, watch }: Vector): readonly unknown[] {
  const fixed = watch === undefined ? size : 1; // an open vector has taken up other label values in each thread
  return [name, size, Array.from({ length: fixed }, (_, ordinal) => textOf(ordinal))];
}

/** Which cells of a family: its values, or when each was set. */
export type Store = "values" | "times";

/**
 * What a thread tells the one that collects, so that no record has to: where its cells lie, and what its open
 * vectors take up. Told before the first record that it is needed for; families and vectors by their position.
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
  | { readonly kind: "label-value"; readonly vector: number; readonly text: string }
  | { readonly kind: "started"; readonly thread: number }
  | { readonly kind: "ended"; readonly thread: number };

export interface ThreadMessage {
  /** The `threadId` of the sender. */
  readonly thread: number;
  readonly events: readonly ThreadEvent[];
}
