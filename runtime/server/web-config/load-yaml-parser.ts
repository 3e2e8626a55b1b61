import { MetricsServerError } from "../metrics-server-error.js";
import { isMissing } from "../missing-package.js";
import { importYaml, type ParseYaml, type YamlPackage, yamlParser } from "../yaml/yaml-tree.js";

/**
 * Loads the package `yaml` for a web configuration file.
 *
 * @throws MetricsServerError if it is not installed
 */
export async function loadYamlParser(load: () => Promise<YamlPackage> = importYaml): Promise<ParseYaml> {
  try {
    return yamlParser(await load());
  } catch (error) {
    if (!isMissing(error, "yaml")) throw error;
    throw new MetricsServerError(
      "the option webConfigFile needs the package yaml, which is not installed: run npm install yaml",
    );
  }
}
