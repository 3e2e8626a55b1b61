import type { ExposedFamily } from "../exposition/exposition.js";

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
