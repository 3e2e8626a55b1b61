/** The end of a command's help: calls of it that are common. */
export function examples(...calls: readonly string[]): string {
  return ["", "Examples:", ...calls.map((call) => `  metricsmith ${call}`)].join("\n");
}
