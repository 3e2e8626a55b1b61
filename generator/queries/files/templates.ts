import type { TextSpan } from "../query.js";

/** Files that a template engine or Jsonnet makes others of. */
export function isTemplateName(file: string): boolean {
  return /\.(?:jsonnet|libsonnet|j2|jinja2?|tpl|tmpl|gotmpl|tftpl|erb)$/.test(file);
}

/**
 * Where a template engine fills in something that is not in quotes, in a text that is no YAML and no JSON. Prometheus'
 * own templates (`{{ $value }}`) fill in texts of annotations: without quotes, they are a mistake.
 */
export function findTemplateMark(text: string): TextSpan | undefined {
  const match = TEMPLATE_MARK.exec(text);
  if (match === null) return undefined;
  const start = match.index + match[0].search(/\{\{|\{%|<%/);
  return { start, end: start + 2 };
}

const TEMPLATE_MARK =
  /^[^\S\n]*(?:-[^\S\n]+)?(?:\{\{(?![^\S\n]*\$(?:labels|value|external)\w*)|\{%|<%)|^[^\n"'#]*:[^\S\n]+(?:\{\{(?![^\S\n]*\$(?:labels|value|external)\w*)|\{%|<%)|\{\{-/m;

/** Whether something is still to be filled in into an expression. No expression of PromQL has these outside of texts. */
export function isTemplatedExpression(text: string): boolean {
  return /\{\{|\{%|<%[=-]/.test(text);
}
