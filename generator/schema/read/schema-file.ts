import type { z } from "zod";
import type { counterSpec, gaugeSpec, histogramSpec } from "../spec/family-spec.js";
import type { recorderSpec } from "../spec/recorder-spec.js";
import type { vectorSpec } from "../spec/vector-spec.js";
import type { YamlSource } from "../yaml/yaml-source.js";
import type { Read, Spot } from "./read-mapping.js";

/** A key of a section, with what could be read of it: `undefined` when it is no mapping. */
interface Declared<Spec> extends Spot {
  readonly key: string;
  readonly spec: Read<Spec> | undefined;
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
  readonly seriesBudget: number | undefined;
  readonly initialize: boolean | undefined;
  /** In the order of the text, sections and keys. */
  readonly families: readonly DeclaredFamily[];
  readonly vectors: readonly DeclaredVector[];
  readonly recorders: readonly DeclaredRecorder[];
  readonly imports: readonly (string | undefined)[];
  readonly complete: Completeness;
}
