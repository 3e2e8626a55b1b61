import type { CollectedFamily, CollectedSample } from "./collected-family.js";

/** The primary asks a worker for what it has. Numbered, so that an answer says which requests it is for. */
interface CollectRequest {
  readonly type: "metricsmith:collect";
  readonly request: number;
}

/** What a worker has to say: its families, or why it cannot give them. */
export interface WorkerAnswer {
  readonly type: "metricsmith:collected";
  /** The latest request that it answers, and with it all before; 0 for an answer that was not asked for. */
  readonly request: number;
  readonly families?: readonly SentFamily[];
  readonly error?: string;
  /** Whether the worker will say nothing more. */
  readonly last: boolean;
}

/** A family as it is sent. */
interface SentFamily extends Omit<CollectedFamily, "values"> {
  readonly values: readonly SentSample[];
}

/** A sample as it is sent: messages between processes are JSON by default, which has no NaN and no infinity. */
interface SentSample extends Omit<CollectedSample, "value"> {
  readonly value: number | string;
}

export function collectRequest(request: number): CollectRequest {
  return { type: "metricsmith:collect", request };
}

/** Whether a message is the primary's request; other messages are the application's own. */
export function isCollectRequest(message: unknown): message is CollectRequest {
  return typeOf(message) === "metricsmith:collect";
}

export function isWorkerAnswer(message: unknown): message is WorkerAnswer {
  return typeOf(message) === "metricsmith:collected";
}

export function toSend(families: readonly CollectedFamily[]): readonly SentFamily[] {
  return families.map((family) => ({ ...family, values: family.values.map(sampleToSend) }));
}

export function received(families: readonly SentFamily[]): readonly CollectedFamily[] {
  return families.map((family) => ({
    ...family,
    values: family.values.map((sample) => ({ ...sample, value: Number(sample.value) })),
  }));
}

function sampleToSend(sample: CollectedSample): SentSample {
  return Number.isFinite(sample.value) ? sample : { ...sample, value: String(sample.value) };
}

function typeOf(message: unknown): unknown {
  return typeof message === "object" && message !== null && "type" in message ? message.type : undefined;
}
