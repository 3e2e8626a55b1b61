import type { ExposedFamily, ExposedSample, ExposedType } from "./exposition.js";

/** A family while its lines are read. */
export interface FamilyUnderWay {
  readonly name: string;
  readonly line: number;
  type: ExposedType | undefined;
  /** Empty where its line says nothing, which is as if there were none. */
  help: string | undefined;
  unit: string | undefined;
  /** Whether a sample was read, in this part of the exposition or an earlier one. */
  hasSamples: boolean;
  /** Those of the present part. */
  samples: ExposedSample[];
  /** Whether the present part speaks of the family. */
  isTouched: boolean;
}

export function startFamily(name: string, line: number): FamilyUnderWay {
  return {
    name,
    line,
    type: undefined,
    help: undefined,
    unit: undefined,
    hasSamples: false,
    samples: [],
    isTouched: false,
  };
}

/** The families that a part of an exposition speaks of, in its order. */
export class TouchedFamilies {
  private families: FamilyUnderWay[] = [];

  touch(family: FamilyUnderWay): void {
    if (family.isTouched) return;
    family.isTouched = true;
    this.families.push(family);
  }

  /** Those since the last time, as plain data. */
  take(): readonly ExposedFamily[] {
    const taken = this.families.map((family) => {
      const { name, type = "unknown", help, unit, line, samples } = family;
      family.samples = [];
      family.isTouched = false;
      return { name, type, help: help || undefined, unit: unit || undefined, line, samples };
    });
    this.families = [];
    return taken;
  }
}
