import type { OutputsSection } from "../../catalog.js";
import type { Comparison } from "../comparison.js";
import { type Finding, finding } from "../finding.js";
import { quoted } from "../words.js";

/** A Prometheus that reads the scrape job scrapes nothing without it. */
export function scrapeRemoved({ base, head }: Comparison): readonly Finding[] {
  if (base.outputs.scrape === undefined || head.outputs.scrape !== undefined) return [];
  const path = ["outputs", "scrape"];
  return [
    finding({
      class: "risky",
      kind: "output-removed",
      path,
      before: true,
      after: false,
      message:
        "The output `scrape` is no longer generated, and its file is removed. A Prometheus that reads it scrapes nothing any more.",
      place: { side: "base", path },
    }),
  ];
}

/** `job` is a label of every series. */
export function jobChanged({ base, head }: Comparison): readonly Finding[] {
  const [before, after] = [base.outputs.scrape?.jobName, head.outputs.scrape?.jobName];
  if (before === undefined || after === undefined || before === after) return [];
  return [
    finding({
      class: "risky",
      kind: "job-changed",
      path: ["outputs", "scrape", "job_name"],
      before,
      after,
      message: `Where Prometheus reads \`scrape.yaml\`, every series has ${quoted(`job="${after}"`)} instead of ${quoted(before)}: what selects by \`job\` finds nothing.`,
    }),
  ];
}

/** Labels of targets are labels of every series. */
export function targetLabelsChanged({ base, head }: Comparison): readonly Finding[] {
  const [before, after] = [targetLabels(base.outputs), targetLabels(head.outputs)];
  if (before === undefined || after === undefined || before.join("\n") === after.join("\n")) return [];
  return [
    finding({
      class: "risky",
      kind: "target-labels-changed",
      path: ["outputs", "scrape", "static_configs"],
      before,
      after,
      message:
        "Where Prometheus reads `scrape.yaml`, every series of these targets has other labels: each is a new one, and what selects or groups by the old ones breaks.",
    }),
  ];
}

function targetLabels({ scrape }: OutputsSection): readonly string[] | undefined {
  return scrape?.targetGroups.flatMap(({ targets, labels }) =>
    targets.flatMap((target) =>
      labels.map(({ name, value }) => `${target} ${name}=${JSON.stringify(value)}`),
    ),
  );
}
