import { metrics } from "../../../generated/recorders.js";

/** The exposed lines of one sample name, as `authelia_authz{code="200"} 1`, in the order of the exposition. */
export function exposedSamples(name: string): readonly string[] {
  const lines = new TextDecoder().decode(metrics.expose()).split("\n");
  return lines.filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
}
