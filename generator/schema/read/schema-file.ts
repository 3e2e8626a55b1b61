import type { z } from "zod";
import type { YamlSource } from "../../yaml/yaml-places.js";
import type { counterSpec, gaugeSpec, histogramSpec } from "../format/family-format.js";
import type {
  columnTitlesSpec,
  referenceHeadingsSpec,
  referenceSpec,
  referenceTableSpec,
  scrapeSpec,
  staticConfigSpec,
} from "../format/output-formats.js";
import type { recorderSpec } from "../format/schema-format.js";
import type { vectorSpec } from "../format/vector-format.js";
import type { Read, Spot } from "./read-mapping.js";

/** A mapping, with what could be read of it: `undefined` when it is none. */
interface Written<Spec> extends Spot {
  readonly spec: Read<Spec> | undefined;
}

/** A key of a section. */
interface Declared<Spec> extends Written<Spec> {
  readonly key: string;
}

type FamilySpec = z.output<typeof counterSpec> & {
  readonly buckets?: z.output<typeof histogramSpec>["buckets"];
  readonly combine?: z.output<typeof gaugeSpec>["combine"];
};

export interface DeclaredFamily extends Declared<FamilySpec> {
  readonly type: "counter" | "gauge" | "histogram";
}

export type DeclaredVector = Declared<z.output<typeof vectorSpec>>;
export type DeclaredRecorder = Declared<z.output<typeof recorderSpec>>;

/** A label of targets; `undefined` where its value is no text. */
export interface DeclaredTargetLabel extends Spot {
  readonly key: string;
  readonly value: string | undefined;
}

export interface DeclaredStaticConfig extends Written<Omit<z.output<typeof staticConfigSpec>, "labels">> {
  readonly labels: readonly DeclaredTargetLabel[];
}

/** The section `outputs.scrape`, its list entry by entry. */
export interface DeclaredScrape extends Written<Omit<z.output<typeof scrapeSpec>, "static_configs">> {
  readonly staticConfigs: readonly DeclaredStaticConfig[];
}

type ReferenceMappings = "headings" | "tables" | "column_titles";

/** The section `outputs.reference`, its mappings and tables one by one. */
export interface DeclaredReference extends Written<Omit<z.output<typeof referenceSpec>, ReferenceMappings>> {
  readonly headings: Read<z.output<typeof referenceHeadingsSpec>> | undefined;
  readonly columnTitles: Read<z.output<typeof columnTitlesSpec>> | undefined;
  /** `undefined` when the schema leaves them out. */
  readonly tables: readonly DeclaredReferenceTable[] | undefined;
}

export type DeclaredReferenceTable = Written<z.output<typeof referenceTableSpec>>;

/** What the section `outputs` asks for; what it does not is `undefined`. */
export interface DeclaredOutputs {
  readonly scrape: DeclaredScrape | undefined;
  readonly reference: DeclaredReference | undefined;
}

/** Whether all sections that declare names of a kind could be read; if not, a missing name is no news. */
export interface Completeness {
  readonly vectors: boolean;
  readonly families: boolean;
}

/** What one file declares, before names are looked up. */
export interface SchemaFile {
  readonly source: YamlSource;
  readonly namespace: string | undefined;
  readonly address: string | undefined;
  readonly outputs: DeclaredOutputs;
  readonly seriesBudget: number | undefined;
  readonly initialize: boolean | undefined;
  /** In the order of the text, sections and keys. */
  readonly families: readonly DeclaredFamily[];
  readonly vectors: readonly DeclaredVector[];
  readonly recorders: readonly DeclaredRecorder[];
  readonly imports: readonly (string | undefined)[];
  readonly ignore: readonly (string | undefined)[];
  readonly complete: Completeness;
}
