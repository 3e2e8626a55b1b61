import { access, constants, readdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { run } from "../run-program.js";
import { debianTree } from "./debian-packages.js";

/** A Chromium that needs no screen, and the variables to start it with. */
export interface ChromiumProgram {
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The names under which a machine may have one, the best first. */
const NAMES = [
  ...["chromium-headless-shell", "chromium", "chromium-browser"],
  ...["google-chrome-stable", "google-chrome"],
];

/**
 * The program in `TEST_CHROMIUM`; without it the machine's own, if it has one that starts; without that Debian's, which is
 * fetched and not installed.
 *
 * @param fetchTree fetches a Debian package and what it needs; returns the folder that stands for `/`
 */
export async function chromiumProgram(fetchTree = debianTree): Promise<ChromiumProgram> {
  const { TEST_CHROMIUM: chosen } = process.env;
  if (chosen !== undefined && chosen !== "") return { path: await program(chosen), environment: {} };
  const own = await ownChromium();
  if (own !== undefined) return { path: own, environment: {} };
  const tree = await fetchTree("chromium-headless-shell");
  const [libraries, fonts] = await Promise.all([libraryFolders(tree), fontSettings(tree)]);
  return {
    path: await program(join(tree, "usr/lib/chromium/chromium-headless-shell")),
    environment: { LD_LIBRARY_PATH: libraries.join(":"), FONTCONFIG_FILE: fonts },
  };
}

/** The first Chromium on the path that can say its version: some are scripts that only tell how to install one. */
async function ownChromium(): Promise<string | undefined> {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  for (const path of NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    if (!(await isProgram(path))) continue;
    const version = await run(path, ["--version"]).catch(() => undefined);
    if (version !== undefined && /Chrom/.test(version.stdout)) return path;
  }
  return undefined;
}

async function program(path: string): Promise<string> {
  if (await isProgram(path)) return path;
  throw new Error(`${path} is no program. TEST_CHROMIUM names a Chromium or Chrome.`);
}

async function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Debian has libraries in a folder named for the architecture, and some in folders below. */
async function libraryFolders(tree: string): Promise<readonly string[]> {
  const folders: string[] = [];
  for (const parent of [join(tree, "usr/lib"), join(tree, "lib")]) {
    const architectures = (await foldersIn(parent)).filter((name) => name.endsWith("-linux-gnu"));
    for (const architecture of architectures) {
      const folder = join(parent, architecture);
      folders.push(folder, ...(await foldersIn(folder)).map((name) => join(folder, name)));
    }
  }
  return folders;
}

async function foldersIn(parent: string): Promise<readonly string[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** The machine's fonts, or the tree's where it has none: a page without any font has no text. */
async function fontSettings(tree: string): Promise<string> {
  const file = join(tree, "fonts.conf");
  const folders = ["/usr/share/fonts", join(tree, "usr/share/fonts")];
  const settings = folders.map((folder) => `<dir>${folder}</dir>`).join("");
  const cache = `<cachedir>${join(tree, "var/cache/fontconfig")}</cachedir>`;
  await writeFile(file, `<?xml version="1.0"?>\n<fontconfig>${settings}${cache}</fontconfig>\n`);
  return file;
}
