/** What is wrong, and what to write instead. */
export type Words = readonly [message: string, help: string];

export interface Entry<Parameters extends readonly unknown[]> {
  /** `tolerated`: an error in OpenMetrics; in text 0.0.4 a warning, because Prometheus takes it. */
  readonly kind: "error" | "tolerated" | "warning";
  readonly words: (...parameters: Parameters) => Words;
}

export function error<Parameters extends readonly unknown[]>(
  words: Entry<Parameters>["words"],
): Entry<Parameters> {
  return { kind: "error", words };
}

export function tolerated<Parameters extends readonly unknown[]>(
  words: Entry<Parameters>["words"],
): Entry<Parameters> {
  return { kind: "tolerated", words };
}

export function warning<Parameters extends readonly unknown[]>(
  words: Entry<Parameters>["words"],
): Entry<Parameters> {
  return { kind: "warning", words };
}
