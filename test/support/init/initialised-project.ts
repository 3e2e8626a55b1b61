import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "../run-program.js";

/** A project before `metricsmith init`, and the programs that check it. */
export interface ProjectRow {
  readonly name: string;
  /** Objects are JSON. */
  readonly files: Readonly<Record<string, string | object>>;
  /** Command lines of Node, with programs of the packages, such as `typescript/bin/tsc --noEmit`. */
  readonly checks: readonly string[];
  /** The folder of the project, if it is a package of a workspace, which is the other files. */
  readonly package?: string;
}

/** Where the programs are that a project uses. */
interface Programs {
  /** A folder with `node_modules`, in which both packages are. */
  readonly tools: string;
  /** The program `metricsmith`. */
  readonly main: string;
}

/**
 * Writes a project, runs `metricsmith init` and `generate` in it, changes the application as the terminal says, and runs
 * the project's checks.
 *
 * @param root is below `tools`
 * @returns what `init` printed
 * @throws RunError if a check fails
 */
export async function initialise(root: string, row: ProjectRow, { tools, main }: Programs): Promise<string> {
  const folder = join(root, row.package ?? "");
  rmSync(root, { recursive: true, force: true });
  const files = { ".git/HEAD": "", ...row.files }; // nothing is looked for above
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    const text = typeof content === "string" ? content : jsonText(content);
    writeFileSync(join(root, path), text);
  }
  const node = (...args: readonly string[]) => run(process.execPath, args, { cwd: folder });
  const { stdout } = await node(main, "init", "--yes");
  for (const [, path = "", line = "", code = ""] of stdout.matchAll(STEP)) {
    const file = join(folder, path);
    writeFileSync(file, withLines(readFileSync(file, "utf8"), Number(line), code));
  }
  await node(main, "generate");
  for (const check of row.checks) {
    const [program = "", ...args] = check.split(" ");
    const flags = program.startsWith("jest/") ? ["--experimental-vm-modules"] : [];
    if (program === "node") await node(...args);
    else await node(...flags, join(tools, "node_modules", program), ...args);
  }
  await node(main, "generate", "--check");
  return stdout;
}

/** JSON as formatters write it, with short lists in one line. */
function jsonText(content: object): string {
  const text = JSON.stringify(content, undefined, 2);
  return `${text.replace(/\[[^[\]{}]*\]/g, (list) => list.replace(/(?<=\[)\s+|\s+(?=\])/g, "").replace(/,\s+/g, ", "))}\n`;
}

/** A step that changes a file: `In src/app.ts, below line 3:`, and lines below it. */
const STEP = /^ +\d+\. In (\S+?)(?:, (?:below line (\d+)|at the top|add to the list))?:\n((?: {7}.*\n)+)/gm;

/** A file with further lines: imports behind the last one, the rest below a line. A module gets its import. */
function withLines(text: string, line: number, code: string): string {
  const added = code.replace(/^ {7}/gm, "").trimEnd().split("\n");
  const isImport = (one: string) => /^import\b|\brequire\(/.test(one);
  const [first = ""] = added;
  if (first.includes("ignores:")) return text.replace(/(?:export default \[|config\()\n/, `$&  ${first}\n`);
  const lines = text.split("\n");
  const rest = added.filter((one) => !isImport(one) && !one.startsWith("@Module"));
  const at = line === 0 ? mainLine(lines) : line;
  const indent = /^\s*/.exec(lines[at - 1] ?? "")?.[0] ?? "";
  lines.splice(at, 0, ...rest.map((one) => indent + one));
  lines.splice(lines.findLastIndex(isImport) + 1, 0, ...added.filter(isImport));
  return lines.join("\n").replace("imports: []", "imports: [httpMetrics]");
}

/** The line behind the one that makes an application of Nest. */
function mainLine(lines: readonly string[]): number {
  return lines.findIndex((line) => line.includes("NestFactory.create")) + 1;
}
