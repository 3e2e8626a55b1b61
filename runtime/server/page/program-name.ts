import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * What a program is called: as it calls itself (`process.title`), or else by the nearest package to the script
 * that was started. `undefined` if neither has a name.
 */
export function programName(title: string, script: string | undefined): string | undefined {
  const own = basename(title);
  if (own !== "" && !/^(?:node|npm)\b/.test(own)) return own;
  if (script === undefined) return undefined;
  for (let folder = dirname(script); ; folder = dirname(folder)) {
    const name = packageName(join(folder, "package.json"));
    if (name !== undefined || folder === dirname(folder)) return name;
  }
}

function packageName(file: string): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, "utf8"));
    const named = typeof manifest === "object" && manifest !== null && "name" in manifest;
    return named && typeof manifest.name === "string" ? manifest.name : undefined;
  } catch {
    return undefined; // none there, or none that can be read: the page goes without
  }
}
