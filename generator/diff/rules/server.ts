import type { Comparison } from "../comparison.js";
import { type Finding, finding } from "../finding.js";
import { quoted } from "../words.js";

/** No series is another one, but whoever scrapes the old address gets none. */
export function serverAddressChanged({ base, head }: Comparison): readonly Finding[] {
  const [before, after] = [base.server.address, head.server.address];
  if (before === after) return [];
  return [
    finding({
      class: "risky",
      kind: "server-address-changed",
      path: ["server", "address"],
      before,
      after,
      message: `The metrics are served at ${quoted(after)} unless the program says otherwise: a Prometheus that scrapes ${quoted(before)} gets nothing until its configuration is changed.`,
    }),
  ];
}
