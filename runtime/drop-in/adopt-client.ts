import type { Metrics } from "../metrics.js";
import { Adoption } from "./adoption.js";
import { counterClass, type RealCounter } from "./counter-class.js";
import type { CounterRecording } from "./counter-series.js";
import { gaugeClass, type RealGauge } from "./gauge-class.js";
import type { GaugeRecording } from "./gauge-series.js";
import { histogramClass, type RealHistogram } from "./histogram-class.js";
import type { HistogramRecording } from "./histogram-series.js";
import type { RealClass, RealMetric } from "./real-metric.js";

/** The classes of a client that have families in a schema. */
interface ClientClasses {
  readonly Counter: unknown;
  readonly Gauge: unknown;
  readonly Histogram: unknown;
  readonly register: unknown;
}

/** What the schema has for the classes: by the names of the families with labels, what makes the functions that record them. */
interface Recordings {
  readonly counters: Readonly<Record<string, CounterRecording>>;
  readonly gauges: Readonly<Record<string, GaugeRecording>>;
  readonly histograms: Readonly<Record<string, HistogramRecording>>;
  /** Patterns of names that the schema leaves to others, its `ignore`: they are not warned about. */
  readonly ignored?: readonly string[];
}

/**
 * Makes the classes of a drop-in client, which extend the client's. A metric that is constructed with a name of the schema
 * records into its family. A class that is not the client's own, such as a mock of a test, is returned as it is.
 */
export function adoptClient<Client extends ClientClasses>(
  client: Client,
  metrics: Metrics,
  recordings: Recordings,
): Pick<Client, "Counter" | "Gauge" | "Histogram"> {
  const adoption = new Adoption(metrics, client.register, recordings.ignored);
  const { Counter, Gauge, Histogram } = client;
  const { counters, gauges, histograms } = recordings;
  const classes = {
    Counter: isGenuine<RealCounter>(Counter) ? counterClass(Counter, adoption, counters) : Counter,
    Gauge: isGenuine<RealGauge>(Gauge) ? gaugeClass(Gauge, adoption, gauges) : Gauge,
    Histogram: isGenuine<RealHistogram>(Histogram)
      ? histogramClass(Histogram, adoption, histograms)
      : Histogram,
  };
  return classes as Pick<Client, "Counter" | "Gauge" | "Histogram">; // subclasses with the same parameters
}

/**
 * Passes on a function of the client that tests spy on, whether they spy on the client or on the drop-in: it calls the
 * function that the client has at that time. A mock is passed on as it is.
 */
export function passOn<Client extends object, Name extends keyof Client>(
  client: Client,
  name: Name,
): Client[Name] {
  const own: unknown = name in client ? client[name] : undefined; // a mock of a module throws for what it does not have
  if (typeof own !== "function" || isMock(own)) return own as Client[Name];
  const passed = (...args: unknown[]) => Reflect.apply(client[name] as typeof own, undefined, args);
  return Object.assign(passed, own) as Client[Name]; // with the same properties and parameters
}

/** Whether a class is the client's own, with methods of its own: test runners put mocks in their places. */
function isGenuine<Metric extends RealMetric>(candidate: unknown): candidate is RealClass<Metric> {
  if (typeof candidate !== "function" || isMock(candidate)) return false;
  const { prototype } = candidate;
  return ["reset", "get", "labels", "remove"].every((name) => {
    const method: unknown = Reflect.get(prototype ?? {}, name);
    return typeof method === "function" && !isMock(method);
  });
}

/** Mocks of Jest, Vitest, Node's test runner and Sinon have one of these properties. */
function isMock(value: object): boolean {
  return ["_isMockFunction", "mock", "isSinonProxy"].some((name) => name in value);
}
