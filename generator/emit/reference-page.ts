import type {
  Catalog,
  Deprecation,
  Family,
  ReferenceColumn,
  ReferencePage,
  ReferenceTable,
  Vector,
} from "../catalog.js";
import { describeAlias, describeDeprecation } from "../lifecycle.js";
import { formatDuration } from "../text/duration.js";
import { groupDigits, listAnd } from "../text/words.js";
import {
  codeIn,
  headingText,
  inlineText,
  markdownTable,
  paragraphs,
  valueCode,
  valueItems,
} from "./markdown.js";
import { bannerComment, type Output } from "./output.js";

/** Emits the reference of the metrics in GitHub's Markdown: as `metrics.md`, or as a section of an existing page. */
export function emitReference(catalog: Catalog): readonly Output[] {
  const { reference } = catalog.outputs;
  if (reference === undefined) return [];
  const banner = `<!-- ${bannerComment(catalog)} -->`;
  const body = referenceBlocks(catalog, reference);
  if (reference.page !== undefined) {
    return [{ kind: "section", page: reference.page, text: joinBlocks([banner, ...body]) }];
  }
  return [
    { kind: "file", path: "metrics.md", text: joinBlocks([banner, heading(1, reference.title), ...body]) },
  ];
}

function joinBlocks(blocks: readonly string[]): string {
  return `${blocks.map((block) => block.trimEnd()).join("\n\n")}\n`;
}

function referenceBlocks(
  { vectors, families }: Catalog,
  { headings, headingLevel, tables, align, values }: ReferencePage,
): readonly string[] {
  const metrics = tables.flatMap((table) => [
    heading(headingLevel + 1, table.heading),
    familyTable(table, align),
  ]);
  const definitions = vectors.flatMap((vector) => [
    heading(headingLevel + 1, vector.name),
    ...labelSentence(vector, { vectors, families }),
    ...vectorDefinition(vector, values),
  ]);
  return [
    ...(metrics.length === 0 ? [] : [heading(headingLevel, headings.metrics), ...metrics]),
    ...(definitions.length === 0 ? [] : [heading(headingLevel, headings.vectors), ...definitions]),
  ];
}

/** Says which families have a vector, unless it alone has its label, and its name says it. `import` reads the sentence. */
function labelSentence(
  vector: Vector,
  { vectors, families }: Pick<Catalog, "vectors" | "families">,
): readonly string[] {
  const { name, label } = vector;
  if (name === label && vectors.every((other) => other === vector || other.label !== label)) return [];
  const own = families.filter((family) => family.vectors.includes(vector));
  return [`The label \`${label}\` of ${listAnd(own.map((family) => family.name))}.`];
}

function heading(level: number, text: string): string {
  return `${"#".repeat(level)} ${headingText(text)}`;
}

function familyTable({ families, columns }: ReferenceTable, align: ReferencePage["align"]): string {
  const titles = columns.map(({ title }) => inlineText(title, "cell"));
  const rows = families.map((family) => columns.map(({ shows }) => familyCell(family, shows)));
  return markdownTable({ titles, rows }, align);
}

/** The Markdown blocks that define a vector: its description, and the label values that it can have. */
export function vectorDefinition(vector: Vector, values: ReferencePage["values"]): readonly string[] {
  const description = paragraphs(vector.description);
  const named = codeIn(vector.description);
  switch (values) {
    case "none":
      return description;
    case "listed":
      return [...description, ...listedValues(vector, named)];
    case "all":
      return [...description, ...listedValues(vector, named), ...otherValues(vector, named)];
    default:
      return values satisfies never;
  }
}

/**
 * The list of values of a vector, unless its description names all of them. `Values:` introduces the list, unless the
 * description is empty or ends with a colon.
 */
function listedValues(vector: Vector, named: ReadonlySet<string>): readonly string[] {
  const isListed = (vector.kind === "closed" && vector.listed) || vector.kind === "status";
  if (!isListed) return [];
  const { otherwise, description } = vector;
  const values = vector.kind === "status" ? vector.codes.map(String) : vector.values;
  const introduced = /(?:^|:)\s*$/.test(description);
  const list = values.every((value) => named.has(value))
    ? []
    : [...(introduced ? [] : ["Values:"]), valueItems(values).join("\n")];
  if (otherwise === undefined || named.has(otherwise)) return list;
  return [...list, `Any other is recorded as ${valueCode(otherwise)}.`];
}

/** A sentence on the label values of a vector whose values the schema does not list. */
function otherValues(vector: Vector, named: ReadonlySet<string>): readonly string[] {
  switch (vector.kind) {
    case "closed": {
      if (vector.listed) return [];
      const otherwise = vector.otherwise === undefined ? "" : `; any other is ${valueCode(vector.otherwise)}`;
      return [`A registered HTTP method, such as \`GET\`${otherwise}.`];
    }
    case "boolean":
      return named.has("true") && named.has("false") ? [] : ["Either `true` or `false`."];
    case "integer":
      return [`A whole number from ${vector.min} to ${vector.max}.`];
    case "statusClass":
      return ["The class of an HTTP status code: `1xx`, `2xx`, `3xx`, `4xx` or `5xx`."];
    case "status":
      return [];
    case "open": {
      const { maxValues, maxLength, otherwise, expireAfter } = vector;
      const limits = `${groupDigits(maxValues)} different values of at most ${groupDigits(maxLength)} characters`;
      const expiry =
        expireAfter === undefined
          ? []
          : [`A series is dropped after ${formatDuration(expireAfter)} without a record.`];
      return [`Up to ${limits}; any other is recorded as ${valueCode(otherwise)}.`, ...expiry];
    }
    default:
      return vector satisfies never;
  }
}

/** The cell of a family in a column. */
export function familyCell(family: Family, shows: ReferenceColumn["shows"]): string {
  switch (shows) {
    case "key":
      return inlineText(family.key, "cell");
    case "name":
      return `\`${family.name}\``;
    case "type":
      return family.type;
    case "vectors":
      return family.vectors.map(({ label }) => `\`${label}\``).join(", ");
    case "unit":
      return family.unit ?? "";
    case "description":
      return inlineText(family.help, "cell");
    case "buckets":
      return family.type === "histogram" ? family.spelledBuckets.join(", ") : "";
    case "series":
      return groupDigits(family.series);
    case "stability":
      return family.stability ?? "";
    case "owner":
      return inlineText(family.owner ?? "", "cell");
    case "runbook":
      return family.runbook === undefined ? "" : `[runbook](${linkTarget(family.runbook)})`;
    case "renamed_from":
      return family.alias === undefined ? "" : describeAlias(family.alias);
    case "deprecated":
      return family.deprecated === undefined ? "" : deprecationCell(family.deprecated);
    default:
      return shows satisfies never;
  }
}

/** The text of a deprecation in a cell. Only the note is text of the user. */
function deprecationCell(deprecated: Deprecation): string {
  const { note } = deprecated;
  return describeDeprecation({ ...deprecated, note: note && inlineText(note, "cell") });
}

/** A URL that ends neither a link nor a cell. */
function linkTarget(url: string): string {
  return new URL(url).href.replace(
    /[|()<>\\]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
