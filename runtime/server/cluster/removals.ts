import type { RemovalSink } from "../../family/family-base.js";
import { locateExposed, type SeriesLocation } from "../../family/label-set.js";
import type { MetricFamily } from "../../family/metric-family.js";
import type { Metrics } from "../../metrics.js";
import type { ServedMetrics } from "../../served-metrics.js";
import type { SeriesName } from "./cluster-families.js";

/** A removal of one series, or of all series of a family, as a message between processes. */
export interface Removal extends SeriesName {
  readonly type: "metricsmith:removed";
  /** The schema that has the family. */
  readonly schema: string;
  /** Whether the family was reset, which keeps the callbacks of sampled series. */
  readonly isReset: boolean;
}

export function isRemoval(message: unknown): message is Removal {
  return (
    typeof message === "object" &&
    message !== null &&
    "type" in message &&
    message.type === "metricsmith:removed"
  );
}

/** Passes on what is removed in this process, and removes what was removed in another one. */
export class RemovalRelay {
  readonly #metrics: ServedMetrics;
  readonly #send: (removal: Removal) => void;
  readonly #withResets: boolean;
  readonly #sinks = new Map<MetricFamily, RemovalSink>();

  /** @param withResets whether a reset in this process is passed on, too */
  constructor(metrics: ServedMetrics, send: (removal: Removal) => void, withResets: boolean) {
    this.#metrics = metrics;
    this.#send = send;
    this.#withResets = withResets;
    for (const member of metrics.members) {
      this.#follow(member);
      member.onRedefine(() => this.#follow(member));
    }
  }

  /** Removes what was removed in another process. */
  apply({ schema, family: name, labels, isReset }: Removal): void {
    const member = this.#metrics.members.find((candidate) => candidate.schema === schema);
    const family = member?.ownFamilies.find((candidate) => candidate.name === name);
    if (family === undefined) return;
    if (isReset) {
      family.reset();
      return;
    }
    family.pull(); // what other threads have recorded until now is removed, too
    const { vectors } = family;
    const location =
      labels &&
      locateExposed(
        vectors,
        vectors.map(({ label }) => labels[label]),
      );
    if (labels !== undefined && location === undefined) return;
    family.removeEverywhere(location, this.#sinks.get(family));
  }

  #follow({ schema, ownFamilies }: Metrics): void {
    for (const family of ownFamilies) {
      if (this.#sinks.has(family)) continue;
      const sink: RemovalSink = (location, isReset) => {
        if (isReset && !this.#withResets) return;
        const labels = location && labelsAt(family, location);
        this.#send({ type: "metricsmith:removed", schema, family: family.name, labels, isReset });
      };
      this.#sinks.set(family, sink);
      family.onRemove(sink);
    }
  }
}

function labelsAt({ vectors }: MetricFamily, { values }: SeriesLocation): Record<string, string> {
  return Object.fromEntries(vectors.map(({ label }, at) => [label, values[at] ?? ""]));
}
