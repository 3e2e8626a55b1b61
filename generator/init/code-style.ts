import { existsSync } from "node:fs";
import { join } from "node:path";
import { parse as parseJson } from "jsonc-parser";
import { parse as parseYaml } from "yaml";
import { readTextFile } from "../text/read-file.js";
import { isMapping } from "../yaml/yaml-places.js";
import type { ProjectManifest } from "./manifest.js";

/** How a project writes its code. */
export interface CodeStyle {
  readonly quote: "'" | '"';
  readonly semicolons: boolean;
  /** One level. */
  readonly indent: string;
  /** Of YAML and JSON, where tabs are not used or do not matter. */
  readonly spaces: number;
  readonly bracketSpacing: boolean;
  /** `function name ()`, as Standard has it. */
  readonly functionSpace: boolean;
}

/** A program that checks how code is written. */
export type Formatter = "prettier" | "biome";

const DEFAULT_STYLE: CodeStyle = {
  quote: '"',
  semicolons: true,
  indent: "  ",
  spaces: 2,
  bracketSpacing: true,
  functionSpace: false,
};

interface StyledProject {
  /** The project's folder, and those above it that may have settings, nearest first. */
  readonly folders: readonly string[];
  readonly manifests: readonly ProjectManifest[];
  /** Texts of its source files. */
  readonly sources: readonly string[];
  readonly formatter: Formatter | undefined;
}

/** The formatter that a project depends on, or has settings of. */
export function findFormatter(
  folders: readonly string[],
  manifests: readonly ProjectManifest[],
): Formatter | undefined {
  const has = (name: string) => manifests.some(({ packages }) => packages.has(name));
  const hasFile = (names: readonly string[]) =>
    folders.some((folder) => names.some((name) => existsSync(join(folder, name))));
  if (has("@biomejs/biome") || hasFile(BIOME_FILES)) return "biome";
  const isPrettier = manifests.some(({ settings }) => settings["prettier"] !== undefined);
  if (has("prettier") || isPrettier || hasFile([...PRETTIER_FILES, ...PRETTIER_MODULES])) return "prettier";
  return undefined;
}

const BIOME_FILES = ["biome.json", "biome.jsonc"];
const PRETTIER_FILES = [
  ".prettierrc",
  ".prettierrc.json",
  ".prettierrc.yaml",
  ".prettierrc.yml",
  ".prettierrc.json5",
];
/** Programs: `init` does not run them. The source files, which they format, say what they say. */
const PRETTIER_MODULES = ["js", "cjs", "mjs", "ts"].flatMap((end) => [
  `prettier.config.${end}`,
  `.prettierrc.${end}`,
]);

/**
 * Finds out how a project writes its code: by the settings of its formatter, by `.editorconfig`, and else as most of its
 * source files are written.
 */
export function readCodeStyle(project: StyledProject): CodeStyle {
  const seen = styleOfSources(project.sources);
  const edited = styleOfEditorConfig(project.folders);
  switch (project.formatter) {
    case "prettier": {
      const settings = prettierSettings(project);
      if (settings === undefined) return { ...DEFAULT_STYLE, ...edited, ...seen };
      return { ...DEFAULT_STYLE, ...edited, ...styleOfPrettier(settings), functionSpace: false };
    }
    case "biome":
      return { ...DEFAULT_STYLE, ...styleOfBiome(project.folders, edited), functionSpace: false };
    case undefined:
      return { ...DEFAULT_STYLE, ...edited, ...seen };
  }
}

/** @returns `undefined` if a program gives them */
function prettierSettings({
  folders,
  manifests,
}: StyledProject): Readonly<Record<string, unknown>> | undefined {
  for (const folder of folders) {
    for (const name of PRETTIER_FILES) {
      const path = join(folder, name);
      if (existsSync(path)) return readSettings(path);
    }
  }
  const [inManifest] = manifests.flatMap(({ settings }) => settings["prettier"] ?? []);
  if (isMapping(inManifest)) return inManifest;
  if (inManifest !== undefined) return undefined; // the name of a package
  const isModule = folders.some((folder) => PRETTIER_MODULES.some((name) => existsSync(join(folder, name))));
  return isModule ? undefined : {};
}

/** Settings in JSON, with comments, or in YAML. What cannot be read is left to the formatter to report. */
function readSettings(path: string): Readonly<Record<string, unknown>> {
  try {
    const text = readTextFile(path);
    const value: unknown = /^\s*(?:\{|\/[/*])/.test(text) ? parseJson(text) : parseYaml(text);
    return isMapping(value) ? value : {};
  } catch {
    return {};
  }
}

/** https://prettier.io/docs/options */
function styleOfPrettier(settings: Readonly<Record<string, unknown>>): Partial<CodeStyle> {
  const { singleQuote, semi, useTabs, tabWidth, bracketSpacing } = settings;
  return {
    quote: singleQuote === true ? "'" : '"',
    semicolons: semi !== false,
    bracketSpacing: bracketSpacing !== false,
    ...(typeof useTabs === "boolean" || typeof tabWidth === "number"
      ? indentation(useTabs === true, typeof tabWidth === "number" ? tabWidth : 2)
      : {}),
  };
}

/** https://biomejs.dev/reference/configuration */
function styleOfBiome(folders: readonly string[], edited: Partial<CodeStyle>): Partial<CodeStyle> {
  const path = folders.flatMap((folder) => BIOME_FILES.map((name) => join(folder, name))).find(existsSync);
  const settings = path === undefined ? {} : readSettings(path);
  const of = (value: unknown) => (isMapping(value) ? value : {});
  const general = of(settings["formatter"]);
  const javascript = of(of(settings["javascript"])["formatter"]);
  const value = (key: string) => javascript[key] ?? general[key];
  const width = value("indentWidth");
  const style = {
    quote: javascript["quoteStyle"] === "single" ? ("'" as const) : ('"' as const),
    semicolons: javascript["semicolons"] !== "asNeeded",
    bracketSpacing: value("bracketSpacing") !== false,
    ...indentation(value("indentStyle") !== "space", typeof width === "number" ? width : 2),
  };
  return general["useEditorconfig"] === true ? { ...style, ...edited } : style;
}

function indentation(tabs: boolean, width: number): Pick<CodeStyle, "indent" | "spaces"> {
  const spaces = Math.min(Math.max(Math.trunc(width), 1), 8);
  return { indent: tabs ? "\t" : " ".repeat(spaces), spaces: tabs ? 2 : spaces };
}

/** The indentation that the nearest `.editorconfig` gives all files: https://spec.editorconfig.org */
function styleOfEditorConfig(folders: readonly string[]): Partial<CodeStyle> {
  const path = folders.map((folder) => join(folder, ".editorconfig")).find(existsSync);
  if (path === undefined) return {};
  const general = /^\[\*\]([^[]*)/m.exec(readTextFile(path))?.[1] ?? "";
  const style = /^[ \t]*indent_style[ \t]*=[ \t]*(\w+)/m.exec(general)?.[1];
  const size = /^[ \t]*indent_size[ \t]*=[ \t]*(\d+)/m.exec(general)?.[1];
  if (style === undefined && size === undefined) return {};
  return indentation(style === "tab", Number(size ?? 2));
}

/** The style of most lines of source files; what they do not show is left out. */
function styleOfSources(sources: readonly string[]): Partial<CodeStyle> {
  const countOf = (pattern: RegExp) =>
    sources.reduce((sum, text) => sum + (text.match(pattern)?.length ?? 0), 0);
  const [single, double] = [countOf(/'[^'"\n]*'/g), countOf(/"[^'"\n]*"/g)];
  const ended = countOf(/[\w)"'`\]];$/gm);
  const open = countOf(/^(?:import|const|let|return|export \*)\b.*[\w)"'`\]]$/gm);
  const [tabs, spaces] = [countOf(/^\t+\S/gm), countOf(/^ {2,}\S/gm)];
  const fourSpaces = countOf(/^ {4}[^\s*]/gm) > 0 && countOf(/^ {2}[^\s*]/gm) === 0;
  const [tight, spaced] = [countOf(/\bfunction \w+\(/g), countOf(/\bfunction \w+ \(/g)];
  return {
    ...(single + double > 0 ? { quote: single > double ? ("'" as const) : ('"' as const) } : {}),
    ...(ended + open > 0 ? { semicolons: ended >= open } : {}),
    ...(tabs + spaces > 0 ? indentation(tabs > spaces, fourSpaces ? 4 : 2) : {}),
    ...(tight + spaced > 0 ? { functionSpace: spaced > tight } : {}),
  };
}

/**
 * Code in a project's style. Templates are written with double quotes, semicolons and two spaces; they have no quote
 * within a string, no string over several lines, and no line that needs the semicolon before it.
 */
export function applyStyle(code: string, style: CodeStyle): string {
  return code
    .split("\n")
    .map((line) => {
      const rest = line.trimStart();
      return style.indent.repeat((line.length - rest.length) / 2) + styledLine(rest, style);
    })
    .join("\n");
}

function styledLine(line: string, style: CodeStyle): string {
  if (/^(?:\/\/|\/\*)/.test(line)) return line;
  let styled = line.replaceAll('"', style.quote);
  if (!style.semicolons) styled = styled.replace(/;(?=$| \/\/)/, "");
  if (!style.bracketSpacing) styled = styled.replaceAll("{ ", "{").replaceAll(" }", "}");
  if (style.functionSpace) styled = styled.replace(/\bfunction (\w+)\(/g, "function $1 (");
  return styled;
}

/**
 * YAML as Prettier indents it. A template has two spaces for each level; what belongs to an item of a list is always two
 * spaces further than its dash.
 */
export function indentYaml(text: string, spaces: number): string {
  const levels = [{ before: 0, after: 0, isItem: false }];
  return text
    .split("\n")
    .map((line) => {
      const content = line.trimStart();
      const before = line.length - content.length;
      while (levels.length > 1 && (levels.at(-1)?.before ?? 0) > before) levels.pop();
      const top = levels.at(-1) ?? { before: 0, after: 0, isItem: false };
      const after = top.before === before ? top.after : top.after + (top.isItem ? 2 : spaces);
      const level = { before, after, isItem: content.startsWith("- ") };
      if (top.before === before) levels[levels.length - 1] = level;
      else levels.push(level);
      return content === "" ? "" : " ".repeat(after) + content;
    })
    .join("\n");
}
