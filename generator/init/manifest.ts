import { existsSync } from "node:fs";
import { join } from "node:path";
import { applyEdits, modify, type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { readTextFile } from "../text/read-file.js";
import { systemReason, UnreadableError } from "../text/system-reason.js";
import { isMapping } from "../yaml/yaml-places.js";

/** What `init` reads of a `package.json`. What has another type than it should is as if it were not there. */
export interface ProjectManifest {
  readonly name: string | undefined;
  readonly type: string | undefined;
  readonly packageManager: string | undefined;
  readonly scripts: Readonly<Record<string, string>>;
  /** The names of all packages that it depends on, in whatever way. */
  readonly packages: ReadonlySet<string>;
  /** Patterns of a workspace's packages. */
  readonly workspaces: readonly string[];
  /** Settings of programs that can be in it, such as `prettier`. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/**
 * Reads the `package.json` of a folder.
 *
 * @returns `undefined` if there is none
 * @throws UnreadableError if it cannot be read, or is no JSON object
 */
export function readManifest(folder: string): ProjectManifest | undefined {
  const path = join(folder, "package.json");
  if (!existsSync(path)) return undefined;
  let text: string;
  try {
    text = readTextFile(path);
  } catch (error) {
    throw new UnreadableError(`cannot read \`${path}\`: ${systemReason(error)}`);
  }
  return parseManifest(text, path);
}

function parseManifest(text: string, path: string): ProjectManifest {
  const errors: ParseError[] = [];
  const value: unknown = parse(text.replace(/^\uFEFF/, " "), errors, { allowTrailingComma: false });
  const [first] = errors;
  if (first !== undefined) {
    const line = text.slice(0, first.offset).split("\n").length;
    throw new UnreadableError(`\`${path}\` is not JSON: ${printParseErrorCode(first.error)} in line ${line}`);
  }
  if (!isMapping(value)) throw new UnreadableError(`\`${path}\` is not a JSON object`);
  const { name, type, packageManager, scripts, workspaces, devEngines } = value;
  const engine =
    isMapping(devEngines) && isMapping(devEngines["packageManager"]) ? devEngines["packageManager"] : {};
  return {
    name: textOf(name),
    type: textOf(type),
    packageManager: textOf(packageManager) ?? textOf(engine["name"]),
    scripts: isMapping(scripts)
      ? Object.fromEntries(Object.entries(scripts).map(([key, script]) => [key, String(script)]))
      : {},
    packages: new Set(DEPENDENCIES.flatMap((key) => (isMapping(value[key]) ? Object.keys(value[key]) : []))),
    workspaces: textsOf(isMapping(workspaces) ? workspaces["packages"] : workspaces),
    settings: value,
    text,
  };
}

const DEPENDENCIES = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The texts of a list; of something else none. */
export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

/** The text of a manifest with further scripts. All else stays as it is: layout, order, line ends. */
export function addScripts(text: string, scripts: Readonly<Record<string, string>>): string {
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? "  ";
  const formattingOptions = {
    insertSpaces: !indent.startsWith("\t"),
    tabSize: indent.startsWith("\t") ? 1 : indent.length,
    eol: text.includes("\r\n") ? "\r\n" : "\n",
  };
  let edited = text;
  for (const [name, script] of Object.entries(scripts)) {
    edited = applyEdits(edited, modify(edited, ["scripts", name], script, { formattingOptions }));
  }
  return edited;
}
