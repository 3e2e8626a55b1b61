import type { Family } from "../catalog.js";
import type { ExposedFamily, ExposedType, ExpositionFormat } from "../exposition/exposition.js";
import { textFormatName } from "../foreign-families.js";

type FamilyMatch =
  | {
      readonly kind: "declared";
      readonly family: Family;
      /** The exposed type, in the schema's words where it has one. */
      readonly type: ExposedType;
      /** Whether the exposed family has only some samples of a histogram, such as its buckets. */
      readonly isPart: boolean;
    }
  /** The family has the creation times of a declared family's series. */
  | { readonly kind: "created" }
  | { readonly kind: "undeclared" };

/** Finds the families of a schema by the names that they can have in an exposition. */
export class DeclaredFamilies {
  private readonly byName: ReadonlyMap<string, Family>;

  constructor(families: readonly Family[]) {
    this.byName = new Map(families.map((family) => [family.name, family]));
  }

  match(exposed: Pick<ExposedFamily, "name" | "type">, format: ExpositionFormat): FamilyMatch {
    const { name, type } = exposed;
    const family = this.byName.get(format === "openmetrics" ? textFormatName(exposed) : name);
    const declared = family ?? this.byName.get(name);
    if (declared !== undefined) {
      return {
        kind: "declared",
        family: declared,
        type: this.schemaType(declared, type, format),
        isPart: false,
      };
    }
    if (this.hasCreationTimes(name)) return { kind: "created" };
    const histogram =
      type === "unknown" ? this.byName.get(name.replace(/_(?:bucket|sum|count)$/, "")) : undefined;
    if (histogram?.type !== "histogram") return { kind: "undeclared" };
    // The runtime splits a histogram beside a family that has the name of its creation times.
    const isSplit = format === "openmetrics" && this.byName.has(`${histogram.name}_created`);
    return { kind: "declared", family: histogram, type: isSplit ? "histogram" : type, isPart: true };
  }

  /** Whether a family of the text format has the creation times of a declared family. A gauge has none. */
  private hasCreationTimes(name: string): boolean {
    const base = name.replace(/_created$/, "");
    if (base === name) return false;
    return [base, `${base}_total`].some((one) => (this.byName.get(one)?.type ?? "gauge") !== "gauge");
  }

  /**
   * The schema has three types only. An info and a stateset of OpenMetrics are gauges in it, as in the text format. The
   * runtime exposes a counter as `unknown` where OpenMetrics would give it another name, or a name that another family
   * or one of its samples has or could have.
   */
  private schemaType(family: Family, type: ExposedType, format: ExpositionFormat): ExposedType {
    if (format !== "openmetrics") return type;
    if (family.type === "gauge" && (type === "info" || type === "stateset")) return "gauge";
    if (family.type === "counter" && type === "unknown" && this.isUnknownCounter(family.name))
      return "counter";
    return type;
  }

  private isUnknownCounter(name: string): boolean {
    const base = name.replace(/_total$/, "");
    if (base === name || base === "") return true;
    const created = `${base}_created`;
    if ([base, created, `${created}_total`].some((other) => this.byName.has(other))) return true;
    const [, owner = "", suffix] = /^(.+)_(bucket|sum|count|created)$/.exec(base) ?? [];
    if (this.byName.get(owner)?.type === "histogram") return true;
    return suffix === "created" && this.byName.has(`${owner}_total`);
  }
}

/**
 * Passes on the families of an exposition that is read in pieces. It holds the last family of a piece back while the
 * family has no sample, because its metadata may go on in the next piece.
 */
export class FamilyParts {
  private held: ExposedFamily | undefined;

  /** Takes the families of a piece, and returns those whose metadata is complete. */
  take(families: readonly ExposedFamily[]): readonly ExposedFamily[] {
    const { held } = this;
    const last = families.at(-1);
    if (last === undefined) return [];
    this.held = last.samples.length === 0 ? last : undefined;
    const complete = this.held === undefined ? families : families.slice(0, -1);
    const goesOn =
      held === undefined || families.some(({ name, line }) => name === held.name && line === held.line);
    return goesOn ? complete : [held, ...complete];
  }

  end(): readonly ExposedFamily[] {
    const { held } = this;
    this.held = undefined;
    return held === undefined ? [] : [held];
  }
}
