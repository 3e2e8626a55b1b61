import { optionsFault } from "../arguments.js";
import type { MetricFamily } from "../family/metric-family.js";
import { quoted } from "../family/rejection.js";
import { type GeneratedFunction, probe, type Sample, sampleOf } from "./generated-recorder.js";
import type { LabelMapping } from "./http-options.js";

/** The route of a request that no route of the application has matched. The raw path is never a label value. */
export const UNMATCHED_ROUTE = "unmatched";

/** The code of a request whose client has gone before the response had a status, as nginx logs it. */
export const CLIENT_CLOSED_REQUEST = 499;

/** The options of every adapter, without their types: what an adapter's signature has checked. */
interface UncheckedOptions<Request, Response> {
  readonly requests?: GeneratedFunction;
  readonly duration?: GeneratedFunction;
  readonly size?: GeneratedFunction;
  readonly inFlight?: GeneratedFunction;
  readonly labels?: Readonly<Record<string, LabelMapping<unknown, Request, Response>>>;
}

/** A request from its begin to its end. */
export interface OpenRequest {
  readonly startedAt: number;
  readonly method: string;
  readonly inFlightLabels: object | undefined;
  isOpen: boolean;
}

/** What is known when a response has ended. */
export interface EndedResponse {
  /** From 100 to 599. */
  readonly code: number;
  /** The pattern of the route, or `UNMATCHED_ROUTE`. */
  readonly route: string;
  /** The size of the body in bytes. */
  readonly bytes: number;
}

/** The labels that an adapter can fill, by the moment at which it knows them. */
interface Sources {
  readonly begin: readonly string[];
  readonly end: readonly string[];
}

/** Those of an adapter that knows the route when the response has ended: `RoutedLabels`. */
export const ROUTED: Sources = { begin: ["method"], end: ["method", "code", "status", "route"] };

/**
 * Records the requests of one server, for an adapter: `begin` when a request comes, and `end` when its response has
 * ended, however that was. Only the first `end` of a request counts. Neither throws, but in strict mode, whatever the
 * mappings of labels do. All that depends on the options is resolved by the constructor.
 */
export class HttpRecorder<Request, Response> {
  /** Whether a metric needs `bytes`. */
  readonly measuresSize: boolean;
  /** Whether a function of the application gives a label, and so needs the response. */
  readonly hasMappings: boolean;
  readonly #samples: readonly Sample[];
  readonly #mappings: readonly Mapping<Request, Response>[];
  readonly #inFlight: GeneratedFunction | undefined;
  readonly #inFlightMappings: readonly Mapping<Request, Response>[] | undefined;

  /**
   * @param caller the name of the adapter's function, for messages
   * @param options what its caller has passed: a recorder alone, or an object
   * @throws Error if an option is not valid, or a label cannot be filled
   */
  constructor(caller: string, options: unknown, sources: Sources) {
    const checked = checkOptions<Request, Response>(caller, options);
    const { labels: mappings = {} } = checked;
    this.hasMappings = Object.keys(mappings).length > 0;
    const roles = (["requests", "duration", "size"] as const).flatMap((role) => {
      const recorder = checked[role];
      return recorder === undefined ? [] : [{ role, recorder, probed: probe(caller, role, recorder) }];
    });
    const samples = roles.map(({ role, recorder, probed }) => sampleOf(caller, role, recorder, probed));
    this.#samples = samples.map(({ sample }) => sample);
    this.measuresSize = samples.some(({ measuresSize }) => measuresSize);
    const families = roles.flatMap(({ probed }) => probed.families);
    checkLabels(caller, families, [...sources.end, ...Object.keys(mappings)]);
    this.#mappings = mappingsOf(families, mappings);
    this.#inFlight = checked.inFlight;
    if (checked.inFlight === undefined) return;
    const gauges = probe(caller, "inFlight", checked.inFlight).families;
    checkLabels(caller, gauges, [...sources.begin, ...Object.keys(mappings)]);
    const isLabelled = gauges.some(({ vectors }) => vectors.length > 0);
    this.#inFlightMappings = isLabelled ? mappingsOf(gauges, mappings) : undefined;
  }

  /** @param route the pattern of the route, if the adapter knows it already */
  begin(method: string, request: Request, response: Response, route?: string): OpenRequest {
    let inFlightLabels: Record<string, unknown> | undefined;
    if (this.#inFlight !== undefined) {
      if (this.#inFlightMappings === undefined) this.#inFlight(1);
      else {
        inFlightLabels = { method, route };
        fill(inFlightLabels, this.#inFlightMappings, request, response);
        this.#inFlight(inFlightLabels, 1);
      }
    }
    return { startedAt: performance.now(), method, inFlightLabels, isOpen: true };
  }

  end(open: OpenRequest, ended: EndedResponse, request: Request, response: Response): void {
    if (!open.isOpen) return;
    open.isOpen = false;
    const milliseconds = performance.now() - open.startedAt;
    if (this.#inFlight !== undefined) {
      if (open.inFlightLabels === undefined) this.#inFlight(-1);
      else this.#inFlight(open.inFlightLabels, -1);
    }
    const { code, route, bytes } = ended;
    const labels = { method: open.method, code, status: code, route };
    if (this.#mappings.length > 0) fill(labels, this.#mappings, request, response);
    for (const sample of this.#samples) sample(labels, milliseconds, bytes);
  }
}

interface Mapping<Request, Response> {
  readonly label: string;
  readonly map: LabelMapping<unknown, Request, Response>;
}

/** Sets the labels that mappings give. For one that throws, the label cannot be read: so the sample is rejected. */
function fill<Request, Response>(
  labels: object,
  mappings: readonly Mapping<Request, Response>[],
  request: Request,
  response: Response,
): void {
  for (const { label, map } of mappings) {
    try {
      Reflect.set(labels, label, map(request, response));
    } catch (error) {
      const get = () => {
        throw error;
      };
      Object.defineProperty(labels, label, { get });
    }
  }
}

function mappingsOf<Request, Response>(
  families: readonly MetricFamily[],
  mappings: NonNullable<UncheckedOptions<Request, Response>["labels"]>,
): readonly Mapping<Request, Response>[] {
  const labels = new Set(families.flatMap(({ vectors }) => vectors.map(({ label }) => label)));
  return Object.entries(mappings).flatMap(([label, map]) => (labels.has(label) ? [{ label, map }] : []));
}

const OPTION_NAMES = { requests: true, duration: true, size: true, inFlight: true, labels: true } as const;
const RECORDERS = ["requests", "duration", "size", "inFlight"] as const;

function checkOptions<Request, Response>(
  caller: string,
  given: unknown,
): UncheckedOptions<Request, Response> {
  if (typeof given === "function") return { requests: given as GeneratedFunction };
  const fault = optionsFault(caller, given, OPTION_NAMES);
  if (fault !== undefined) throw new Error(fault);
  const options = given as UncheckedOptions<Request, Response>; // its values are checked here
  for (const name of RECORDERS) {
    const recorder: unknown = options[name];
    if (recorder === undefined || typeof recorder === "function") continue;
    throw new Error(`${caller}: the option ${name} is ${quoted(recorder)}; expected a generated recorder`);
  }
  for (const [label, mapping] of Object.entries(options.labels ?? {})) {
    if (typeof mapping === "function") continue;
    throw new Error(`${caller}: the option labels.${label} is ${quoted(mapping)}; expected a function`);
  }
  return options;
}

function checkLabels(caller: string, families: readonly MetricFamily[], filled: readonly string[]): void {
  for (const { name, vectors } of families) {
    const missing = vectors.find(({ label }) => !filled.includes(label));
    if (missing === undefined) continue;
    const { label } = missing;
    throw new Error(
      `${caller}: ${name} has the label ${label}, which is not filled by name: ` +
        `add labels: { ${label}: (request, response) => … } to the options`,
    );
  }
}
