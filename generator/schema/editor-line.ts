/** The first line of a schema, by which an editor with a YAML language server knows its format. */
export const EDITOR_LINE =
  "# yaml-language-server: $schema=./node_modules/metricsmith/generator/dist/schema.json";
