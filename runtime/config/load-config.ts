import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { MetricsServerError } from "../server/metrics-server-error.js";
import { ifInstalled, notInstalled } from "../server/missing-package.js";
import type { ServerSettings } from "../server/settings/server-settings.js";
import { importYaml, yamlParser } from "../server/yaml/yaml-tree.js";
import { faultFrames } from "./fault-frames.js";
import { importZod } from "./import-zod.js";
import { readConfig } from "./read-config.js";

/**
 * Reads a configuration file in YAML, of the shape of Authelia's `telemetry.metrics`, for the option `config` of
 * `startMetricsServer`. The packages `yaml` and `zod`, optional peers, are loaded only if there is a file.
 *
 * @param file a path, relative to the working directory; `undefined` if there is none, which sets nothing
 * @throws MetricsServerError if the file cannot be read, if a package is not installed, or if the file is faulty:
 * then with each fault and its place
 */
export async function loadConfig(file: string | undefined): Promise<ServerSettings> {
  if (file === undefined) return {};
  if (typeof file !== "string" || file === "") {
    throw new MetricsServerError("the file of loadConfig is no path; expected one, as metrics.yml");
  }
  const [yaml, zod] = await Promise.all([ifInstalled("yaml", importYaml), ifInstalled("zod", importZod)]);
  if (yaml === undefined || zod === undefined) {
    const missing = [...(yaml === undefined ? ["yaml"] : []), ...(zod === undefined ? ["zod"] : [])];
    throw notInstalled(`the configuration file ${file}`, missing);
  }
  const text = textOf(file);
  const { settings, faults } = readConfig(text, {
    parse: yamlParser(yaml),
    zod,
    folder: dirname(resolve(file)),
  });
  if (faults.length === 0) return settings;
  throw new MetricsServerError(`the configuration is not valid:\n\n${faultFrames(faults, { file, text })}`);
}

/** Without the byte order mark that some editors write. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MetricsServerError(`the configuration file ${file} cannot be read: ${reason}`, { cause });
  }
}
