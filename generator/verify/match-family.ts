import type { Family } from "../catalog.js";
import type { ExposedFamily, ExposedType, ExpositionFormat } from "../exposition/exposition.js";
import { textFormatName } from "../foreign-families.js";

/** How an exposed family stands to the schema. */
type Standing =
  /** It is a declared one. `type` is in the schema's words; `isPart`, if it is only some samples of a histogram. */
  | {
      readonly kind: "declared";
      readonly family: Family;
      readonly type: ExposedType;
      readonly isPart: boolean;
    }
  /** It tells when the series of a declared one were created. */
  | { readonly kind: "created" }
  | { readonly kind: "undeclared" };

/** The families of the schema, by what they may be called in an exposition. */
export class DeclaredFamilies {
  private readonly byName: ReadonlyMap<string, Family>;

  constructor(families: readonly Family[]) {
    this.byName = new Map(families.map((family) => [family.name, family]));
  }

  standingOf(exposed: Pick<ExposedFamily, "name" | "type">, format: ExpositionFormat): Standing {
    const { name, type } = exposed;
    const family = format === "openmetrics" ? this.inOpenMetrics(exposed) : this.byName.get(name);
    if (family !== undefined) {
      return { kind: "declared", family, type: this.schemaType(family, type, format), isPart: false };
    }
    const base = name.replace(/_created$/, "");
    if (base !== name && (this.byName.has(base) || this.byName.has(`${base}_total`)))
      return { kind: "created" };
    const histogram =
      type === "unknown" ? this.byName.get(name.replace(/_(?:bucket|sum|count)$/, "")) : undefined;
    if (histogram?.type !== "histogram") return { kind: "undeclared" };
    return { kind: "declared", family: histogram, type, isPart: true };
  }

  private inOpenMetrics(exposed: Pick<ExposedFamily, "name" | "type">): Family | undefined {
    return this.byName.get(textFormatName(exposed)) ?? this.byName.get(exposed.name);
  }

  /**
   * The schema has no types but three. An info and a stateset are gauges in it, as in the text format. A counter that
   * OpenMetrics would rename, or whose name there is another family's, is `unknown` in it, as the runtime exposes it.
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
    return base === name || base === "" || this.byName.has(base);
  }
}

/**
 * The families of an exposition that is read in pieces. The last of a piece is held back while it has no sample: its
 * lines that say what it is may go on in the next.
 */
export class FamilyParts {
  private held: ExposedFamily | undefined;

  /** Those of a piece of which enough is known. */
  take(families: readonly ExposedFamily[]): readonly ExposedFamily[] {
    const { held } = this;
    const last = families.at(-1);
    if (last === undefined) return [];
    this.held = last.samples.length === 0 ? last : undefined;
    const known = this.held === undefined ? families : families.slice(0, -1);
    const goesOn =
      held === undefined || families.some(({ name, line }) => name === held.name && line === held.line);
    return goesOn ? known : [held, ...known];
  }

  /** What is left when the exposition ends. */
  end(): readonly ExposedFamily[] {
    const { held } = this;
    this.held = undefined;
    return held === undefined ? [] : [held];
  }
}
