import {
  type InterfaceDeclarationStructure,
  type MethodSignatureStructure,
  type ModuleDeclarationStructure,
  type OptionalKind,
  type StatementStructures,
  StructureKind,
  type TypeAliasDeclarationStructure,
  type TypeParameterDeclarationStructure,
} from "ts-morph";
import type { Catalog, ClientOutput, Family, Vector } from "../../catalog.js";
import { pascalCase } from "../../identifiers.js";
import { constantStatement, stringLiteral, typeAlias } from "../typescript.js";

/** The types of the runtime that the declarations use. */
export function labelTypes({ families }: Catalog): readonly string[] {
  const types = [
    "ExemplarData",
    "FamilyConfiguration",
    "LabelArguments",
    "LabelSet",
    "RecordedLabels",
    "RecordedValue",
  ];
  const isStatus = (vector: Vector) => vectorTexts(vector) === STATUS_TEXT;
  return families.some(({ vectors }) => vectors.some(isStatus)) ? [...types, STATUS_TEXT] : types;
}

/** The runtime's type of the texts of HTTP status codes. */
const STATUS_TEXT = "StatusText";

/**
 * Declares the label values of the schema's families, and exports the classes of metrics, each as a value and as a type.
 *
 * A program that compiles with the client's types compiles with these. So a type has the client's type parameter first, each
 * method has one signature, since TypeScript can call a union of metrics only then, and a class takes every configuration
 * that the client takes.
 */
export function metricExports(catalog: Catalog, client: ClientOutput): readonly StatementStructures[] {
  const vectors = new Map(
    catalog.families.flatMap((family) => family.vectors).map((vector) => [vector.name, vector]),
  );
  return [
    ...[...vectors.values()].flatMap(textsAlias),
    ...METRICS.map((metric) => familyLabels(metric, catalog.families)),
    ...METRICS.flatMap((metric) => metricStatements(metric, client)),
  ];
}

interface Metric {
  readonly name: "Counter" | "Gauge" | "Histogram";
  readonly type: Family["type"];
  /** The client's methods that do not take labels in its way. */
  readonly methods: readonly OptionalKind<MethodSignatureStructure>[];
  /** The types of the client's namespace with the class's name, as statements. */
  readonly types: readonly (TypeAliasDeclarationStructure | InterfaceDeclarationStructure)[];
}

const METRICS: readonly Metric[] = [counter(), gauge(), histogram()];

function counter(): Metric {
  return {
    name: "Counter",
    type: "counter",
    methods: [
      method("inc", `labels?: ${recorded("CounterLabels", "Counter")} | number | null, value?: number`),
      ...argumentMethods("CounterLabels", "client.Counter.Internal"),
    ],
    types: [exportedAlias("Internal", "client.Counter.Internal")],
  };
}

function gauge(): Metric {
  const labels = labelSet("GaugeLabels");
  const stop = `<const Ended extends object>(labels?: ${labelSet("GaugeLabels", "Ended")}) => number`;
  return {
    name: "Gauge",
    type: "gauge",
    methods: [
      method("inc", `labels?: ${labels} | number | null, value?: number`),
      method("dec", `labels?: ${labels} | number | null, value?: number`),
      method("set", `labels: ${labels} | number | null, ${recordedValue("GaugeLabels")}`),
      method("setToCurrentTime", `labels?: ${labels}`),
      method("startTimer", `labels?: ${labels}`, stop),
      ...argumentMethods("GaugeLabels", "Gauge.Internal<T, Name, Order>"),
    ],
    types: [child("Gauge", stop)],
  };
}

function histogram(): Metric {
  const labels = labelSet("HistogramLabels");
  const ended = labelSet("HistogramLabels", "Ended");
  const exemplar = "exemplarLabels?: client.LabelValues<T>";
  return {
    name: "Histogram",
    type: "histogram",
    methods: [
      method(
        "observe",
        `labels: ${recorded("HistogramLabels", "Histogram")} | number | null, ${recordedValue("HistogramLabels")}`,
      ),
      method(
        "startTimer",
        `labels?: ${labels}, ${exemplar}`,
        `<const Ended extends object>(labels?: ${ended}, ${exemplar}) => number`,
      ),
      method("zero", `labels: ${labels}`),
      ...argumentMethods("HistogramLabels", "Histogram.Internal<T, Name, Order>"),
    ],
    types: [
      exportedAlias("Config", "client.Histogram.Config"),
      child("Histogram", `<const Ended extends object>(labels?: ${ended}) => void`),
    ],
  };
}

function recorded(families: string, name: string): string {
  const exemplar = `ExemplarData<client.${name}Configuration<string>, client.LabelValues<T>>`;
  return `RecordedLabels<${families}, Name, Order, client.LabelValues<T>, ${exemplar}, Passed>`;
}

function labelSet(families: string, passed = "Passed"): string {
  return `LabelSet<${families}, Name, Order, client.LabelValues<T>, ${passed}>`;
}

function recordedValue(families: string): string {
  return `...value: RecordedValue<${families}, Name, Passed>`;
}

/** A method; `parameters` is their text. */
function method(
  name: string,
  parameters: string,
  returnType = "void",
  constraint = "object",
): OptionalKind<MethodSignatureStructure> {
  return {
    name,
    typeParameters: [{ name: "Passed", constraint, isConst: true }],
    parameters: [{ name: parameters }],
    returnType,
  };
}

/** The methods that take labels, or the values of the labels. */
function argumentMethods(
  families: string,
  internal: string,
): readonly OptionalKind<MethodSignatureStructure>[] {
  const values = `...values: LabelArguments<${families}, Name, Order, client.LabelValues<T>, Passed>`;
  return [
    method("labels", values, internal, "readonly unknown[]"),
    method("remove", values, "void", "readonly unknown[]"),
  ];
}

/** What `labels(…)` of a gauge or histogram returns. */
function child(name: string, stop: string): InterfaceDeclarationStructure {
  return {
    kind: StructureKind.Interface,
    isExported: true,
    name: "Internal",
    typeParameters: [{ name: "T", constraint: "string" }, ...nameAndOrder()],
    extends: [`Omit<client.${name}.Internal<T>, "startTimer">`],
    methods: [{ name: "startTimer", returnType: stop }],
  };
}

function exportedAlias(name: string, type: string): TypeAliasDeclarationStructure {
  return { kind: StructureKind.TypeAlias, isExported: true, name, type };
}

function nameAndOrder(isConst = false): readonly OptionalKind<TypeParameterDeclarationStructure>[] {
  return [
    { name: "Name", constraint: "string", default: "string" },
    { name: "Order", constraint: "readonly string[]", default: "readonly T[]", isConst },
  ];
}

function metricStatements(
  { name, methods, types }: Metric,
  { of }: ClientOutput,
): readonly StatementStructures[] {
  // The successor's metrics have no labels where a program names none.
  const labels = { name: "T", constraint: "string", default: of === "prom-client" ? "string" : "never" };
  const metric: InterfaceDeclarationStructure = {
    kind: StructureKind.Interface,
    isExported: true,
    name,
    typeParameters: [labels, ...nameAndOrder()],
    extends: [`Omit<client.${name}<T>, ${methods.map((method) => stringLiteral(method.name)).join(" | ")}>`],
    methods: [...methods],
  };
  const namespace: ModuleDeclarationStructure = {
    kind: StructureKind.Module,
    isExported: true,
    hasDeclareKeyword: true,
    name,
    statements: [...types],
  };
  const ofFamily = `${name}<Order[number], Name, Order>`;
  const constructors: InterfaceDeclarationStructure = {
    kind: StructureKind.Interface,
    name: `${name}Class`,
    constructSignatures: [
      {
        typeParameters: [labels, ...nameAndOrder(true)],
        parameters: [
          {
            name: "configuration",
            type: `FamilyConfiguration<client.${name}Configuration<T>, ${name}Labels, Name, Order, ${ofFamily}>`,
          },
        ],
        returnType: ofFamily,
      },
      {
        typeParameters: [labels],
        parameters: [{ name: "configuration", type: `client.${name}Configuration<T>` }],
        returnType: `${name}<T>`,
      },
    ],
    properties: [{ name: "prototype", type: `${name}<any>`, isReadonly: true }],
  };
  return [
    metric,
    namespace,
    constructors,
    constantStatement({
      name,
      type: `${name}Class`,
      initializer: `adopted.${name} as ${name}Class`,
      isExported: true,
    }),
  ];
}

/** The texts of each label of each family of a type. */
function familyLabels({ name, type }: Metric, families: readonly Family[]): InterfaceDeclarationStructure {
  return {
    kind: StructureKind.Interface,
    isExported: true,
    name: `${name}Labels`,
    docs: [`The texts of the label values of each ${type}.`],
    properties: families
      .filter((family) => family.type === type)
      .map((family) => ({ name: stringLiteral(family.name), type: labelTexts(family) })),
  };
}

function labelTexts({ vectors }: Family): string {
  const labels = vectors.map((vector) => `${stringLiteral(vector.label)}: ${textsName(vector)}`);
  return labels.length === 0 ? "{}" : `{ ${labels.join("; ")} }`;
}

/** The alias for the texts of a vector that does not take every text. */
function textsAlias(vector: Vector): readonly TypeAliasDeclarationStructure[] {
  const type = vectorTexts(vector);
  return type === ANY_TEXT
    ? []
    : [{ ...typeAlias({ name: textsName(vector), type, docs: [] }), isExported: false }];
}

function textsName(vector: Vector): string {
  return vectorTexts(vector) === ANY_TEXT ? ANY_TEXT : `${pascalCase(vector.name)}Texts`;
}

const ANY_TEXT = "string";

/** Largest number of whole numbers that are listed. */
const LONGEST_LIST = 64;

/** The texts of whole numbers. */
const INTEGER_TEXT = "`$" + "{bigint}`";

/** The texts that a vector takes: every text where it has a value for all others. */
function vectorTexts(vector: Vector): string {
  switch (vector.kind) {
    case "closed":
      return vector.otherwise === undefined ? vector.values.map(stringLiteral).join(" | ") : ANY_TEXT;
    case "boolean":
      return '"true" | "false"';
    case "integer":
      return integerTexts(vector);
    case "statusClass":
      return '"1xx" | "2xx" | "3xx" | "4xx" | "5xx"';
    case "status":
    case "open":
      return ANY_TEXT;
    default:
      return vector satisfies never;
  }
}

function integerTexts({
  min,
  max,
  size,
}: {
  readonly min: number;
  readonly max: number;
  readonly size: number;
}): string {
  if (min === 100 && max === 599) return STATUS_TEXT;
  if (size > LONGEST_LIST) return INTEGER_TEXT;
  return Array.from({ length: size }, (_, at) => `"${min + at}"`).join(" | ");
}
