import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { SourceLocation } from "../diagnostics/diagnostic.js";
import { readTextFile } from "../text/read-file.js";
import { shownPath } from "./adopt-source.js";
import type { ClientModule } from "./client-references.js";

/** A package that a program depends on, and that creates metrics with a client itself. */
interface ClientLibrary {
  readonly library: string;
  readonly client: ClientModule;
  /** Where the package's manifest depends on it. */
  readonly at: SourceLocation;
}

/**
 * The dependencies of a package that depend on a client themselves, such as `express-prom-bundle`. What is not installed
 * is left out.
 *
 * @param folder of the package
 */
export function findClientLibraries(
  folder: string,
  clients: readonly ClientModule[],
): readonly ClientLibrary[] {
  const path = join(folder, "package.json");
  const manifest = readManifest(path);
  return dependenciesOf(manifest, ["dependencies", "optionalDependencies"]).flatMap((name) => {
    if (OWN_PACKAGES.has(name)) return [];
    const installed = findInstalled(name, folder);
    const needed = dependenciesOf(installed, ["dependencies", "optionalDependencies", "peerDependencies"]);
    const client = clients.find((one) => needed.includes(one));
    return client === undefined ? [] : [{ library: name, client, at: locationOf(name, path) }];
  });
}

/** They have clients as optional peers, and create no metric with them. */
const OWN_PACKAGES: ReadonlySet<string> = new Set(["metricsmith", "@metricsmith/runtime"]);

/** The manifest of a package that files of a folder can import. */
function findInstalled(name: string, folder: string): Manifest | undefined {
  const path = join(folder, "node_modules", name, "package.json");
  if (existsSync(path)) return readManifest(path);
  return folder === dirname(folder) ? undefined : findInstalled(name, dirname(folder));
}

/** The line that names a package in a manifest. */
function locationOf(name: string, manifest: string): SourceLocation {
  const lines = readTextFile(manifest).split("\n");
  const index = lines.findIndex((line) => line.includes(`"${name}"`));
  const column = (lines[index] ?? "").indexOf(`"${name}"`) + 1;
  const line = index + 1;
  return { file: shownPath(manifest), line, column, endLine: line, endColumn: column + name.length + 2 };
}

type Manifest = Readonly<Record<string, unknown>>;

function readManifest(path: string): Manifest {
  try {
    const manifest: unknown = JSON.parse(readTextFile(path));
    return typeof manifest === "object" && manifest !== null ? { ...manifest } : {};
  } catch {
    return {}; // npm reports what is no manifest
  }
}

function dependenciesOf(manifest: Manifest | undefined, keys: readonly string[]): readonly string[] {
  return keys.flatMap((key) => {
    const listed = manifest?.[key];
    return typeof listed === "object" && listed !== null ? Object.keys(listed) : [];
  });
}
