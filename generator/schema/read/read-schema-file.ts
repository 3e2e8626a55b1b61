import { z } from "zod";
import { locate, sourceToken, type YamlSource } from "../../yaml/yaml-places.js";
import type { SchemaReport } from "../codes.js";
import { counterSpec, gaugeSpec, histogramSpec } from "../format/family-format.js";
import { outputsSpec, recorderSpec, schemaSpec, serverSpec } from "../format/schema-format.js";
import { LEGAL_NAME } from "../format/text-format.js";
import { vectorSpec } from "../format/vector-format.js";
import { describeValue, illegalLabelName, illegalName, quoteToken } from "./explain-issue.js";
import { type Input, isMapping, readMapping, type Spot } from "./read-mapping.js";
import { readReference, readScrape } from "./read-outputs.js";
import type {
  DeclaredFamily,
  DeclaredOutputs,
  DeclaredRecorder,
  DeclaredVector,
  SchemaFile,
} from "./schema-file.js";
import { checkServerAddress } from "./server-address.js";

const later = z.unknown().optional();

/** The schema's keys; what its sections hold is read entry by entry. */
const fileSpec = z.strictObject(
  {
    ...schemaSpec.shape,
    server: later,
    outputs: later,
    counters: later,
    gauges: later,
    histograms: later,
    vectors: later,
    recorders: later,
  },
  "a mapping that begins with `version: 1`",
);

const SPECS = { counter: counterSpec, gauge: gaugeSpec } as const;

interface Section {
  readonly source: YamlSource;
  readonly key: string;
  readonly value: unknown;
  readonly report: SchemaReport;
}

/** Reads one file as far as it can be read; only a root that is no mapping leaves nothing. */
export function readSchemaFile(source: YamlSource, report: SchemaReport): SchemaFile | undefined {
  const spot = { source, path: [], name: "The schema" };
  const head = readMapping(fileSpec, { value: source.value, spot, report });
  if (head === undefined || !isMapping(source.value)) return undefined;
  const families: DeclaredFamily[] = [];
  const vectors: DeclaredVector[] = [];
  const recorders: DeclaredRecorder[] = [];
  let address: string | undefined;
  let outputs: DeclaredOutputs = NO_OUTPUTS;
  // Imports that could not be read might have brought any name.
  const unread = Object.hasOwn(head, "imports") && head.imports === undefined;
  const imported = !unread && !head.imports?.includes(undefined);
  const complete = { vectors: imported, families: imported };
  for (const [key, value] of Object.entries(source.value)) {
    const section: Section = { source, key, value, report };
    switch (key) {
      case "server":
        address = readServer(section);
        break;
      case "outputs":
        outputs = readOutputs(section);
        break;
      case "counters":
        complete.families = readFamilies("counter", section, families) && complete.families;
        break;
      case "gauges":
        complete.families = readFamilies("gauge", section, families) && complete.families;
        break;
      case "histograms":
        complete.families = readFamilies("histogram", section, families) && complete.families;
        break;
      case "vectors":
        complete.vectors = readVectors(section, vectors) && complete.vectors;
        break;
      case "recorders":
        readRecorders(section, recorders);
        break;
      default:
        break;
    }
  }
  const { namespace, series_budget: seriesBudget, initialize, imports, ignore } = head;
  return {
    source,
    namespace,
    address,
    outputs,
    seriesBudget,
    initialize,
    imports: imports ?? [],
    ignore: ignore ?? [],
    families,
    vectors,
    recorders,
    complete,
  };
}

function readServer({ source, key, value, report }: Section): string | undefined {
  if (value === null) return undefined;
  const spot = { source, path: [key], name: "`server`" };
  const server = readMapping(serverSpec, { value, spot, report });
  if (server?.address === undefined) return undefined;
  const checked = checkServerAddress(server.address);
  if (checked.sound) return checked.address;
  const { problem, hint } = checked;
  const params = { address: server.address, problem, hint };
  report("invalid-address", params, locate(source, [key, "address"], "value"));
  return undefined;
}

/** What an output is made of is read by that output's own reader. */
const laterOutputs = z.strictObject(
  { ...outputsSpec.shape, scrape: later, reference: later },
  "a mapping of outputs",
);

const NO_OUTPUTS: DeclaredOutputs = { scrape: undefined, reference: undefined };

function readOutputs({ source, key, value, report }: Section): DeclaredOutputs {
  if (value === null) return NO_OUTPUTS;
  const spot = { source, path: [key], name: "`outputs`" };
  const outputs = readMapping(laterOutputs, { value, spot, report });
  if (outputs === undefined) return NO_OUTPUTS;
  const inputOf = (output: keyof typeof outputs): Input | undefined => {
    if (!Object.hasOwn(outputs, output)) return undefined;
    const at = { source, path: [key, output], name: `\`outputs.${output}\`` };
    return { value: outputs[output], spot: at, report };
  };
  const scrape = inputOf("scrape");
  const reference = inputOf("reference");
  return { scrape: scrape && readScrape(scrape), reference: reference && readReference(reference) };
}

function readFamilies(type: DeclaredFamily["type"], section: Section, families: DeclaredFamily[]): boolean {
  return readEntries(section, type, (key, value, spot) => {
    const { report } = section;
    reportIllegalName(`${type} name`, key, { spot, report });
    const input = { value, spot, report };
    const spec = type === "histogram" ? readMapping(histogramSpec, input) : readMapping(SPECS[type], input);
    families.push({ ...spot, type, key, spec });
  });
}

function readVectors(section: Section, vectors: DeclaredVector[]): boolean {
  return readEntries(section, "vector", (key, value, spot) => {
    const { report } = section;
    if (!LEGAL_NAME.test(key)) report(...illegalLabelName(key, locate(spot.source, spot.path, "key")));
    vectors.push({ ...spot, key, spec: readMapping(vectorSpec, { value, spot, report }) });
  });
}

function readRecorders(section: Section, recorders: DeclaredRecorder[]): boolean {
  return readEntries(section, "recorder", (key, value, spot) => {
    const { report } = section;
    reportIllegalName("recorder name", key, { spot, report });
    recorders.push({ ...spot, key, spec: readMapping(recorderSpec, { value, spot, report }) });
  });
}

function reportIllegalName(
  what: string,
  key: string,
  { spot, report }: { spot: Spot; report: SchemaReport },
): void {
  if (LEGAL_NAME.test(key)) return;
  report(...illegalName({ what, name: key }, locate(spot.source, spot.path, "key")));
}

/** Whether the section could be read; an empty one can. */
function readEntries(
  { source, key: section, value, report }: Section,
  what: string,
  read: (key: string, value: unknown, spot: Spot) => void,
): boolean {
  if (value === null) return true;
  if (!isMapping(value)) {
    const expected = `a mapping of names to ${what}s`;
    const params = {
      what: `\`${section}\``,
      expected,
      got: describeValue(value, sourceToken(source, [section])),
      help: undefined,
    };
    report("wrong-type", params, locate(source, [section], "value"));
    return false;
  }
  for (const [key, entry] of Object.entries(value)) {
    read(key, entry, { source, path: [section, key], name: `The ${what} ${quoteToken(key)}` });
  }
  return true;
}
