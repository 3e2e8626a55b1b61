import { resolve } from "node:path";
import type { ServerSettings } from "../server/settings/server-settings.js";
import { type Fault, Faults } from "../server/yaml/faults.js";
import type { ParseYaml } from "../server/yaml/yaml-tree.js";
import { configShape } from "./config-shape.js";
import { addIssue } from "./explain-issue.js";
import type { Zod } from "./import-zod.js";
import { plainValue } from "./plain-value.js";

/** What reading a configuration takes. */
export interface ReadingConfig {
  readonly parse: ParseYaml;
  readonly zod: Zod;
  /** That of the file, from which the paths in it go. */
  readonly folder: string;
}

/** What a configuration sets, and what is wrong with it. */
export interface ReadConfig {
  readonly settings: ServerSettings;
  /** In the order of the file. */
  readonly faults: readonly Fault[];
}

/** Reads the text of a configuration file. What is faulty in it is not among the settings. */
export function readConfig(text: string, { parse, zod, folder }: ReadingConfig): ReadConfig {
  const faults = new Faults();
  const tree = parse(text, faults);
  if (tree === undefined || tree.kind === "nothing") return { settings: {}, faults: faults.sorted };
  const shape = configShape(zod);
  const { success, data, error } = shape.safeParse(plainValue(tree));
  if (!success) {
    for (const issue of error.issues) addIssue(issue, { tree, shape, faults });
    return { settings: {}, faults: faults.sorted };
  }
  const { web_config_file, open_metrics, ...others } = data;
  const webConfigFile = web_config_file === undefined ? undefined : resolve(folder, web_config_file);
  return { settings: { ...others, webConfigFile, openMetrics: open_metrics }, faults: faults.sorted };
}
