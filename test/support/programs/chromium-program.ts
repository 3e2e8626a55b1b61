import { access, constants, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { debianTree } from "./debian-packages.js";

/** A Chromium that needs no screen, and what it needs in its environment. */
export interface ChromiumProgram {
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The program in `TEST_CHROMIUM`, or else Debian's, which is fetched if need be and not installed. */
export async function chromiumProgram(): Promise<ChromiumProgram> {
  const { TEST_CHROMIUM: chosen } = process.env;
  if (chosen !== undefined && chosen !== "") return { path: await program(chosen), environment: {} };
  const tree = await debianTree("chromium-headless-shell");
  const [libraries, fonts] = await Promise.all([libraryFolders(tree), fontSettings(tree)]);
  return {
    path: await program(join(tree, "usr/lib/chromium/chromium-headless-shell")),
    environment: { LD_LIBRARY_PATH: libraries.join(":"), FONTCONFIG_FILE: fonts },
  };
}

async function program(path: string): Promise<string> {
  await access(path, constants.X_OK).catch(() => {
    throw new Error(`${path} is no program. TEST_CHROMIUM names a Chromium or Chrome.`);
  });
  return path;
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
