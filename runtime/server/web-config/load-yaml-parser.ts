import { ifInstalled, notInstalled } from "../missing-package.js";
import { importYaml, type ParseYaml, type YamlPackage, yamlParser } from "../yaml/yaml-tree.js";

/**
 * Loads the package `yaml` for a web configuration file.
 *
 * @throws MetricsServerError if it is not installed
 */
export async function loadYamlParser(load: () => Promise<YamlPackage> = importYaml): Promise<ParseYaml> {
  const yaml = await ifInstalled("yaml", load);
  if (yaml === undefined) throw notInstalled("the option webConfigFile", ["yaml"]);
  return yamlParser(yaml);
}
