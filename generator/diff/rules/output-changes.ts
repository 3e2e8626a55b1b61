import type { OutputsSection } from "../../catalog.js";
import { type DetailedChange, describeChange, quoteText } from "../change.js";
import type { Comparison } from "../comparison.js";

/** The series stay the same, but a Prometheus that scrapes the old address gets nothing. */
export function findServerAddressChange({ base, head }: Comparison): readonly DetailedChange[] {
  const [before, after] = [base.server.address, head.server.address];
  if (before === after) return [];
  return [
    describeChange({
      class: "risky",
      kind: "server-address-changed",
      path: ["server", "address"],
      before,
      after,
      message: `The metrics are served at ${quoteText(after)} unless the program says otherwise: a Prometheus that scrapes ${quoteText(before)} gets nothing until its configuration is changed.`,
    }),
  ];
}

/** A Prometheus that reads the scrape job scrapes nothing without it. */
export function findRemovedScrapeJob({ base, head }: Comparison): readonly DetailedChange[] {
  if (base.outputs.scrape === undefined || head.outputs.scrape !== undefined) return [];
  const path = ["outputs", "scrape"];
  return [
    describeChange({
      class: "risky",
      kind: "output-removed",
      path,
      before: true,
      after: false,
      message:
        "The output `scrape` is no longer generated, and its file is removed: a Prometheus that reads the file no longer scrapes the program.",
      place: { side: "base", path },
    }),
  ];
}

/** `job` is a label of every series. */
export function findJobNameChange({ base, head }: Comparison): readonly DetailedChange[] {
  const [before, after] = [base.outputs.scrape?.jobName, head.outputs.scrape?.jobName];
  if (before === undefined || after === undefined || before === after) return [];
  return [
    describeChange({
      class: "risky",
      kind: "job-changed",
      path: ["outputs", "scrape", "job_name"],
      before,
      after,
      message: `Where Prometheus reads \`scrape.yaml\`, every series has ${quoteText(`job="${after}"`)} instead of ${quoteText(before)}: queries for the old \`job\` find nothing.`,
    }),
  ];
}

/** Labels of targets are labels of every series. */
export function findTargetLabelChanges({ base, head }: Comparison): readonly DetailedChange[] {
  const [before, after] = [listTargetLabels(base.outputs), listTargetLabels(head.outputs)];
  if (before === undefined || after === undefined || before.join("\n") === after.join("\n")) return [];
  return [
    describeChange({
      class: "risky",
      kind: "target-labels-changed",
      path: ["outputs", "scrape", "static_configs"],
      before,
      after,
      message:
        "Where Prometheus reads `scrape.yaml`, every series of these targets has other labels: each is a new one, and what selects or groups by the old labels breaks.",
    }),
  ];
}

/** Each label with its target, as `host:9959 site="eu"`. */
function listTargetLabels({ scrape }: OutputsSection): readonly string[] | undefined {
  return scrape?.targetGroups.flatMap(({ targets, labels }) =>
    targets.flatMap((target) =>
      labels.map(({ name, value }) => `${target} ${name}=${JSON.stringify(value)}`),
    ),
  );
}
