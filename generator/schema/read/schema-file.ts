import type { z } from "zod";
import type { ClientOutput, LintSection, OutputLanguage } from "../../catalog.js";
import type { Spot } from "../../yaml/yaml-places.js";
import type {
  counterFormat,
  exponentialFormat,
  gaugeFormat,
  linearFormat,
  listedHistogramFormat,
} from "../format/family-format.js";
import type { familyOverrideFormat } from "../format/import-format.js";
import type {
  columnTitlesFormat,
  referenceFormat,
  referenceHeadingsFormat,
  referenceTableFormat,
  scrapeFormat,
  staticConfigFormat,
} from "../format/output-formats.js";
import type { recorderFormat } from "../format/schema-format.js";
import type { vectorFormat } from "../format/vector-format.js";

/** A value of a schema file before it is read. */
export interface RawValue {
  readonly value: unknown;
  readonly spot: Spot;
  /** The subject of a sentence about it: "The counter `request`". */
  readonly subject: string;
  /** What to write instead, where that is known, if the value is no mapping. */
  readonly help?: string | undefined;
}

/** A key with a wrong value is present as `undefined`. So is a wrong element of a list: the others keep their indexes. */
export type Read<T> = { readonly [K in keyof T]?: ReadMember<T[K]> };

type ReadMember<Value> = Value extends readonly (infer Element)[]
  ? readonly (Element | undefined)[]
  : Value extends object
    ? Read<Value>
    : Value;

/** A mapping that was read; without fields if it is not a mapping. */
interface ReadMapping<Fields> extends Omit<RawValue, "value"> {
  readonly fields: Read<Fields> | undefined;
}

/** An entry of a section. */
interface Declared<Fields> extends ReadMapping<Fields> {
  readonly key: string;
  /** The import that selects it, or has it from a package; `undefined` for what a file of the same repository has. */
  readonly importedAt?: Spot;
}

type FamilyFields = z.output<typeof counterFormat> & {
  readonly buckets?: z.output<typeof listedHistogramFormat>["buckets"];
  readonly objectives?: z.output<typeof listedHistogramFormat>["objectives"];
  readonly combine?: z.output<typeof gaugeFormat>["combine"];
};

export interface DeclaredFamily extends Declared<FamilyFields> {
  readonly type: "counter" | "gauge" | "histogram";
  /** Buckets that are computed; `undefined` if they are listed, or cannot be read. */
  readonly computedBuckets: ComputedBuckets | undefined;
  /** Keys whose values are those of an import, with the places of these values. */
  readonly overridden?: ReadonlyMap<string, Spot>;
}

export type ComputedBuckets =
  | ({ readonly kind: "exponential" } & z.output<typeof exponentialFormat>)
  | ({ readonly kind: "linear" } & z.output<typeof linearFormat>);

export type DeclaredVector = Declared<z.output<typeof vectorFormat>>;
export type DeclaredRecorder = Declared<z.output<typeof recorderFormat>>;

export interface DeclaredTargetLabel {
  readonly key: string;
  readonly spot: Spot;
  /** `undefined` if it is not a text. */
  readonly value: string | undefined;
}

export interface DeclaredStaticConfig
  extends ReadMapping<Omit<z.output<typeof staticConfigFormat>, "labels">> {
  readonly labels: readonly DeclaredTargetLabel[];
}

export interface DeclaredScrape extends ReadMapping<Omit<z.output<typeof scrapeFormat>, "static_configs">> {
  readonly staticConfigs: readonly DeclaredStaticConfig[];
}

export interface DeclaredReference
  extends ReadMapping<Omit<z.output<typeof referenceFormat>, "headings" | "tables" | "column_titles">> {
  readonly headings: Read<z.output<typeof referenceHeadingsFormat>> | undefined;
  readonly columnTitles: Read<z.output<typeof columnTitlesFormat>> | undefined;
  /** `undefined` if the schema has no `tables`. */
  readonly tables: readonly DeclaredReferenceTable[] | undefined;
}

export type DeclaredReferenceTable = ReadMapping<z.output<typeof referenceTableFormat>>;

/** The section `outputs`; what it does not name is `undefined`. */
export interface DeclaredOutputs {
  readonly language: OutputLanguage | undefined;
  readonly directory: string | undefined;
  readonly scrape: DeclaredScrape | undefined;
  readonly reference: DeclaredReference | undefined;
  readonly client: DeclaredClient | undefined;
  readonly testing: boolean | undefined;
}

/** The drop-in client. `of` is `undefined` if the schema names no package, or a wrong one. */
export interface DeclaredClient {
  readonly of: ClientOutput["of"] | undefined;
}

/** False if a section or an import could not be read as a whole: unknown names are not reported, as they may be declared there. */
export interface AllNamesKnown {
  readonly vectors: boolean;
  readonly families: boolean;
}

/** An entry of `imports`. */
export interface DeclaredImport {
  /** A relative path, or a file of a package. */
  readonly from: string;
  /** The whole entry. */
  readonly spot: Spot;
  /** Where `from` is written. */
  readonly fromSpot: Spot;
  /** Keys of families; `undefined` for all. */
  readonly only: readonly { readonly name: string; readonly spot: Spot }[] | undefined;
  /** `undefined` if none is written: an empty one says that there is none. */
  readonly prefix: string | undefined;
  readonly overrides: readonly DeclaredOverride[];
}

/** What an import writes in place of values of a family. */
export type DeclaredOverride = Declared<z.output<typeof familyOverrideFormat>> &
  Pick<DeclaredFamily, "computedBuckets">;

/** The declarations of one file, before their names are looked up. */
export interface SchemaFile {
  /** The root of the file. */
  readonly spot: Spot;
  readonly namespace: string | undefined;
  readonly address: string | undefined;
  readonly outputs: DeclaredOutputs;
  readonly lint: LintSection;
  readonly seriesBudget: number | undefined;
  readonly initialize: boolean | undefined;
  /** In the order of the text, like all lists here. */
  readonly families: readonly DeclaredFamily[];
  readonly vectors: readonly DeclaredVector[];
  readonly recorders: readonly DeclaredRecorder[];
  readonly imports: readonly DeclaredImport[];
  readonly ignore: readonly (string | undefined)[];
  readonly allNamesKnown: AllNamesKnown;
}
