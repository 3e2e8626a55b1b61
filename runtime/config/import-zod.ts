export type Zod = typeof import("zod");

/** A literal name, and caught in place, so that a bundler knows that it may be missing. */
export function importZod(): Promise<Zod> {
  return import("zod").catch((error: unknown): never => {
    throw error;
  });
}
