/** What the schema needs of a metric, besides its series. */
export interface Definition {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram" | "summary";
  readonly help: string;
  readonly labels: readonly string[];
  /** Of a histogram. */
  readonly buckets?: readonly number[];
  readonly aggregator?: string;
  readonly collects?: boolean;
  readonly exemplars?: boolean;
  readonly place: CreationPlace;
}

/** Where a metric is created. */
export interface CreationPlace {
  /** Absolute, or a URL; empty if no file is known. */
  readonly file: string;
  readonly line: number;
  /** Whether the client itself creates it: a default metric. */
  readonly byClient: boolean;
}

/** A metric of a client, of which nothing is sure. */
export type MetricObject = Readonly<Record<string, unknown>>;

export function defineMetric(metric: MetricObject, place: CreationPlace): Definition {
  const type = typeOf(metric);
  const { name, help, labelNames, buckets, aggregator, collect, enableExemplars } = metric;
  return {
    name: String(name),
    type,
    help: String(help),
    labels: readLabelNames(labelNames),
    ...(type === "histogram" && Array.isArray(buckets) ? { buckets: buckets.map(Number) } : {}),
    ...(type === "gauge" && typeof aggregator === "string" && aggregator !== "sum" ? { aggregator } : {}),
    ...(typeof collect === "function" ? { collects: true } : {}),
    ...(enableExemplars === true ? { exemplars: true } : {}),
    place,
  };
}

export function readLabelNames(labelNames: unknown): readonly string[] {
  return Array.isArray(labelNames) ? labelNames.map(String) : [];
}

/** By its methods: the client sets `type` after the metric is registered, or not at all. */
function typeOf(metric: MetricObject): Definition["type"] {
  if (typeof metric["setToCurrentTime"] === "function") return "gauge";
  if (typeof metric["observe"] !== "function" && !("observeWithoutExemplar" in metric)) return "counter";
  return "percentiles" in metric ? "summary" : "histogram";
}

/** The place of the code that calls the constructor of the metric, or of its subclass. */
export function placeOfCreation(metric: object): CreationPlace {
  const frames = callSites().filter((frame) => !isInternal(frame));
  const classes = classNames(metric);
  const isConstructor = (frame: NodeJS.CallSite) =>
    frame.isConstructor() && classes.includes(frame.getFunctionName() ?? "");
  const innermost = frames.findIndex(isConstructor);
  const folder = clientFolder(innermost === -1 ? "" : fileOf(frames[innermost]));
  const isClient = (frame: NodeJS.CallSite) => folder !== undefined && fileOf(frame).startsWith(folder);
  const rest = frames.slice(Math.max(0, innermost)).filter((frame) => !isConstructor(frame));
  const outside = rest.find((frame) => !isClient(frame)) ?? rest[0];
  return {
    file: fileOf(outside),
    line: outside?.getLineNumber() ?? 0,
    byClient: rest[0] !== undefined && isClient(rest[0]),
  };
}

/** The folder of the client's package, if the class of all metrics is in a file of its own. */
function clientFolder(file: string): string | undefined {
  return /^.*[\\/](?=lib[\\/]metric\.js$)/.exec(file)?.[0];
}

function callSites(): readonly NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 40;
    Error.prepareStackTrace = (_, frames) => frames;
    const holder: { stack?: unknown } = {};
    Error.captureStackTrace(holder, placeOfCreation);
    return Array.isArray(holder.stack) ? holder.stack : [];
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    Error.prepareStackTrace = prepareStackTrace;
  }
}

/** The names of the classes of an object: `Orders`, `Counter`, `Metric`. */
function classNames(metric: object): readonly string[] {
  const names: string[] = [];
  let prototype: unknown = Object.getPrototypeOf(metric);
  while (typeof prototype === "object" && prototype !== null) {
    const name = prototype.constructor?.name;
    if (name !== undefined && name !== "Object") names.push(name);
    prototype = Object.getPrototypeOf(prototype);
  }
  return names;
}

function fileOf(frame: NodeJS.CallSite | undefined): string {
  return frame?.getFileName() ?? frame?.getEvalOrigin() ?? "";
}

function isInternal(frame: NodeJS.CallSite): boolean {
  const file = fileOf(frame);
  return file === "" || file.startsWith("node:");
}
