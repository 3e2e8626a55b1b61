/** A function of generated code that records: of a counter, a histogram or a gauge, or of several metrics at once. */
export type Recorder = (...values: never[]) => void;

/** The labels that an adapter fills by name, and the types of their values. */
export interface FilledLabels {
  /** When the response has ended. */
  readonly end: object;
  /** When the request begins, for the gauge of requests in flight. */
  readonly begin: object;
}

/** The labels of an adapter that knows the route when the response has ended. */
export interface RoutedLabels extends FilledLabels {
  readonly begin: { readonly method: string };
  readonly end: {
    readonly method: string;
    readonly code: number;
    readonly status: number;
    readonly route: string;
  };
}

/** What an adapter exports: it takes one recorder, or options, and gives the framework's own kind of thing. */
export type HttpMetricsFunction<Filled extends FilledLabels, Request, Response, Made> = <
  Requests extends Recorder = () => void,
  Duration extends Recorder = () => void,
  Size extends Recorder = () => void,
  InFlight extends Recorder = () => void,
  One extends Recorder = () => void,
>(
  options:
    | HttpMetricsOptions<Requests, Duration, Size, InFlight, Filled, Request, Response>
    | (One & FilledRecorder<One, Filled>),
) => Made;

/** What is recorded of each request, and how labels are filled that have no value of the framework's. */
export type HttpMetricsOptions<
  Requests extends Recorder,
  Duration extends Recorder,
  Size extends Recorder,
  InFlight extends Recorder,
  Filled extends FilledLabels,
  Request,
  Response,
> = {
  /**
   * Called once for each request. A recorder that takes a value, or several, gets the duration or the size of the
   * response, by the unit of the metric.
   */
  readonly requests?: Requests;
  /** The recorder of a histogram or a gauge with a unit of time. It gets the time until the response has ended. */
  readonly duration?: Duration & TakesValue<Duration, "duration">;
  /** The recorder of a histogram or a gauge in bytes. It gets the size of the response's body, as it is sent. */
  readonly size?: Size & TakesValue<Size, "size">;
  /** The function `add…` of a gauge. It gets 1 when a request begins, and -1 when its response has ended. */
  readonly inFlight?: InFlight & AddsToGauge<InFlight>;
} & LabelsOption<
  LabelsOf<Requests> & LabelsOf<Duration> & LabelsOf<Size>,
  LabelsOf<InFlight>,
  Filled,
  Request,
  Response
>;

/** A recorder alone: all of its labels are filled by name. */
type FilledRecorder<One extends Recorder, Filled extends FilledLabels> = [
  UnfilledNames<LabelsOf<One>, Filled["end"]>,
] extends [never]
  ? unknown
  : { readonly "needs the option `labels` for": UnfilledNames<LabelsOf<One>, Filled["end"]> };

/** The option `labels`: required if it has to fill a label. */
type LabelsOption<Labels, InFlightLabels, Filled extends FilledLabels, Request, Response> = [
  UnfilledNames<Labels, Filled["end"]> | UnfilledNames<InFlightLabels, Filled["begin"]>,
] extends [never]
  ? { readonly labels?: LabelMappings<Labels & InFlightLabels, never, Request, Response> }
  : {
      readonly labels: LabelMappings<
        Labels & InFlightLabels,
        UnfilledNames<Labels, Filled["end"]> | UnfilledNames<InFlightLabels, Filled["begin"]>,
        Request,
        Response
      >;
    };

/** A function for each label: those in `Required` must be there, others may be. */
type LabelMappings<Labels, Required, Request, Response> = {
  readonly [Name in keyof Labels as Name extends Required ? Name : never]: LabelMapping<
    Labels[Name],
    Request,
    Response
  >;
} & {
  readonly [Name in keyof Labels as Name extends Required ? never : Name]?: LabelMapping<
    Labels[Name],
    Request,
    Response
  >;
};

/** Gives a label value. The parameters can have the framework's own types: a method's may be narrower. */
export type LabelMapping<Value, Request, Response> = {
  mapping(request: Request, response: Response): Value;
}["mapping"];

/** The labels that a recorder takes. */
export type LabelsOf<One extends Recorder> =
  [] extends Parameters<One>
    ? unknown
    : Parameters<One> extends readonly [infer First, ...unknown[]]
      ? First extends number
        ? unknown
        : First
      : unknown;

/** The labels to whose types the values that are filled by name do not belong. */
type UnfilledNames<Labels, Filled> = {
  [Name in keyof Labels]: Name extends keyof Filled
    ? Filled[Name] extends Labels[Name]
      ? never
      : Name
    : Name;
}[keyof Labels];

type TakesValue<One extends Recorder, Option extends string> =
  Parameters<One> extends readonly [number, ...unknown[]] | readonly [object, number, ...unknown[]]
    ? [] extends Parameters<One>
      ? NoRecorder<Option, "of a histogram, which takes a value">
      : unknown
    : NoRecorder<Option, "of a histogram, which takes a value">;

/** `add…` adds 1 without a value; `set…` needs one. */
type AddsToGauge<One extends Recorder> =
  Parameters<One> extends readonly [unknown, number, ...unknown[]]
    ? NoAdder
    : Parameters<One> extends readonly [by?: number | undefined]
      ? [] extends Parameters<One>
        ? unknown
        : NoAdder
      : Parameters<One> extends readonly [labels: object, by?: number | undefined]
        ? unknown
        : NoAdder;

type NoAdder = NoRecorder<"inFlight", "of a gauge that is added to, such as addRequestsInFlight">;

/** Read by people, in the message of the compiler. */
type NoRecorder<Option extends string, Kind extends string> = `${Option} takes the recorder ${Kind}`;
