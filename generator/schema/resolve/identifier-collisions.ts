import type { CompositeRecorder, Family, Vector } from "../../catalog.js";
import {
  FIXED_IDENTIFIERS,
  familyIdentifiers,
  recorderIdentifiers,
  vectorIdentifiers,
} from "../../identifiers.js";
import type { SchemaReport } from "../codes.js";
import type { Spot } from "../read/read-mapping.js";
import { locate } from "../yaml/locate.js";
import { place } from "./place.js";

/** Something that the generated code gives names to. */
export interface Named {
  /** As messages call it: "the vector `type`". */
  readonly what: string;
  readonly spot: Spot;
  readonly identifiers: readonly string[];
}

export function namedVector(vector: Vector, spot: Spot): Named {
  return { what: `the vector \`${vector.name}\``, spot, identifiers: vectorIdentifiers(vector) };
}

export function namedFamily(family: Family, spot: Spot): Named {
  return { what: `the ${family.type} \`${family.key}\``, spot, identifiers: familyIdentifiers(family) };
}

export function namedRecorder(recorder: CompositeRecorder, spot: Spot): Named {
  return { what: `the recorder \`${recorder.key}\``, spot, identifiers: recorderIdentifiers(recorder) };
}

/** Reports every two things whose identifiers coincide, once, at the later one. */
export function reportCollisions(things: readonly Named[], report: SchemaReport): void {
  const owners = new Map<string, Named>();
  const fixed = new Set(FIXED_IDENTIFIERS);
  for (const thing of things) {
    const told = new Set<Named | "fixed">();
    for (const identifier of thing.identifiers) {
      const owner = fixed.has(identifier) ? "fixed" : owners.get(identifier);
      if (owner === undefined) owners.set(identifier, thing);
      if (owner === undefined || owner === thing || told.has(owner)) continue;
      told.add(owner);
      const other =
        owner === "fixed" ? "what every generated file has" : `${owner.what} (${place(owner.spot)})`;
      const at = locate(thing.spot.source, thing.spot.path, "key");
      report("identifier-collision", { identifier, what: thing.what, other }, at);
    }
  }
}
