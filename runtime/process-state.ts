/** The version of this package. Generated code names the version that it was generated for. */
export const VERSION = "0.1.0";

/** Copies of another version do not find each other's state: its layout may differ. */
const KEY = Symbol.for(`@metricsmith/runtime ${VERSION}`);

/**
 * Returns a value that all copies of this package share, within a process and a thread. Bundlers, hot reload, test
 * runners, and programs that load it as ES module and as CommonJS have several copies.
 *
 * Objects of another copy's classes are found there: use their methods, and never `instanceof`.
 *
 * @param name identifies the value
 * @param create makes the value, in the first copy that asks for it
 */
export function processState<Value>(name: string, create: () => Value): Value {
  const states = sharedStates();
  if (!states.has(name)) states.set(name, create());
  return states.get(name) as Value; // of one version, each name has one type
}

function sharedStates(): Map<string, unknown> {
  const existing = Reflect.get(globalThis, KEY) as Map<string, unknown> | undefined; // this function alone sets it
  if (existing !== undefined) return existing;
  const created = new Map<string, unknown>();
  Object.defineProperty(globalThis, KEY, { value: created }); // not enumerable: it is of no interest to others
  return created;
}
