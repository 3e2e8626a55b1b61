/** What both packages read files with: not for applications. */

export { readRegularFile, tooLarge } from "./input/regular-file.js";
export {
  DEEPEST_NESTING,
  keyText,
  MOST_MISTAKES,
  type RefusedYaml,
  readYaml,
  valueOfDocument,
  type YamlDocument,
  type YamlFault,
  type YamlOptions,
  type YamlPackage,
} from "./input/yaml-document.js";
