import type { Family } from "../catalog.js";
import { type Fix, type SourceLocation, startOfFile } from "../diagnostics/diagnostic.js";
import type { LoadedCatalog } from "../schema/load-catalog.js";
import { installedFolder } from "../schema/package-files.js";
import { removeEntry, replaceScalar } from "../yaml/yaml-edits.js";
import type { Path, Spot } from "../yaml/yaml-places.js";
import type { LintedSchema, LintPlace } from "./lint-rule.js";

/** What rules read of a schema that compiles; `undefined` for others. */
export function lintedSchema(
  { catalog, spot, ownVectors }: LoadedCatalog,
  today: string,
): LintedSchema | undefined {
  if (catalog === undefined) return undefined;
  const used = new Set(catalog.vectors.map(({ name }) => name));
  const start = startOfFile(catalog.source);
  const place = (path: Path, owner: Owner) => {
    const at = spot(path);
    return new SchemaPlace(at, { ...owner, start, isRepairable: at !== undefined && isRepairable(at, path) });
  };
  return {
    catalog,
    today,
    unusedVectors: ownVectors.filter((name) => !used.has(name)),
    family: (family, ...path) =>
      place([`${family.type}s`, family.key, ...path], { family, vector: undefined }),
    vector: (name, ...path) => place(["vectors", name, ...path], { family: undefined, vector: name }),
    root: (...path) => place(path, { family: undefined, vector: undefined }),
  };
}

/** A file of a package is not the user's to repair, nor is a key that an import writes with a prefix. */
function isRepairable({ source, path: written }: Spot, path: Path): boolean {
  return installedFolder(source.file) === undefined && (path.length > 2 || written.at(-1) === path.at(-1));
}

interface Owner {
  readonly family: Family | undefined;
  readonly vector: string | undefined;
}

interface PlacedOwner extends Owner {
  readonly start: SourceLocation;
  readonly isRepairable: boolean;
}

/** Locations and repairs are computed only when a finding needs them. */
class SchemaPlace implements LintPlace {
  readonly #spot: Spot | undefined;
  readonly #owner: PlacedOwner;
  readonly fix: Fix | undefined;

  constructor(spot: Spot | undefined, owner: PlacedOwner, fix?: Fix) {
    this.#spot = spot;
    this.#owner = owner;
    this.fix = owner.isRepairable ? fix : undefined;
  }

  get family(): Family | undefined {
    return this.#owner.family;
  }

  get vector(): string | undefined {
    return this.#owner.vector;
  }

  /** A family, a vector and a rule are located at their keys. */
  get location(): SourceLocation {
    const { path = [] } = this.#spot ?? {};
    const isEntry = path.length === 2 || (path[0] === "lint" && path[1] === "rules");
    return (isEntry ? this.#spot?.key.location : this.#spot?.location) ?? this.#owner.start;
  }

  get text(): string {
    return this.#spot?.text ?? "";
  }

  replacedBy(value: string): LintPlace {
    return new SchemaPlace(this.#spot, this.#owner, this.#spot && replaceScalar(this.#spot, value));
  }

  removed(): LintPlace {
    return new SchemaPlace(this.#spot, this.#owner, this.#spot && removeEntry(this.#spot));
  }
}
