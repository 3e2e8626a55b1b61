import type { Catalog, HistogramForm, OutputsSection, ScrapeJob } from "../../catalog.js";
import { histogramForm } from "../../series.js";
import { type AffectedPart, type DetailedChange, describeChange, quoteText } from "../change.js";
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
  const { scrape } = base.outputs;
  if (scrape === undefined || head.outputs.scrape !== undefined) return [];
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
      affects: [
        jobPart(scrape, undefined),
        ...targetLabelParts(scrape, undefined),
        ...(scrape.histograms === "classic" ? [] : formParts(base, "classic", false)),
      ],
    }),
  ];
}

/** `job` is a label of every series. */
export function findJobNameChange({ base, head }: Comparison): readonly DetailedChange[] {
  const jobs = scrapeJobs({ base, head });
  if (jobs === undefined) return [];
  const [before, after] = [jobs.base.jobName, jobs.head.jobName];
  if (before === after) return [];
  return [
    describeChange({
      class: "risky",
      kind: "job-changed",
      path: ["outputs", "scrape", "job_name"],
      before,
      after,
      message: `Where Prometheus reads \`scrape.yaml\`, every series has ${quoteText(`job="${after}"`)} instead of ${quoteText(before)}: queries for the old \`job\` find nothing.`,
      affects: [jobPart(jobs.base, jobs.head)],
    }),
  ];
}

/** Labels of targets are labels of every series. */
export function findTargetLabelChanges({ base, head }: Comparison): readonly DetailedChange[] {
  const jobs = scrapeJobs({ base, head });
  if (jobs === undefined) return [];
  const [before, after] = [listTargetLabels(jobs.base), listTargetLabels(jobs.head)];
  if (before.join("\n") === after.join("\n")) return [];
  return [
    describeChange({
      class: "risky",
      kind: "target-labels-changed",
      path: ["outputs", "scrape", "static_configs"],
      before,
      after,
      message:
        "Where Prometheus reads `scrape.yaml`, every series of these targets has other labels: each is a new one, and what selects or groups by the old labels breaks.",
      affects: targetLabelParts(jobs.base, jobs.head),
    }),
  ];
}

/** Series in a form that Prometheus no longer stores are gone. */
export function findHistogramFormChange({ base, head }: Comparison): readonly DetailedChange[] {
  const [before, after] = [histogramForm(base), histogramForm(head)];
  // A job that is gone is another change.
  if (head.outputs.scrape === undefined || before === after) return [];
  const affects = formParts(base, after, true);
  const gone = after === "native" ? "`_bucket`, `_count` and `_sum`" : "native histograms";
  const effect =
    affects.length === 0
      ? "queries find what they found before."
      : `${gone} of the program are no longer stored, and queries that read them find nothing.`;
  return [
    describeChange({
      class: affects.length === 0 ? "safe" : "risky",
      kind: "histograms-changed",
      path: ["outputs", "scrape", "histograms"],
      before,
      after,
      message: `Where Prometheus reads \`scrape.yaml\`, it stores histograms in another form: ${effect}`,
      affects,
    }),
  ];
}

/** The histograms of which series are gone if Prometheus stores this form. */
function formParts({ families }: Catalog, form: HistogramForm, sure: boolean): readonly AffectedPart[] {
  return families.flatMap((family): readonly AffectedPart[] =>
    family.type === "histogram" && form !== "both" ? [{ part: "form", family, form, sure }] : [],
  );
}

/** The scrape jobs of both schemas; `undefined` unless both have one. */
function scrapeJobs({ base, head }: Pick<Comparison, "base" | "head">) {
  const [before, after] = [base.outputs.scrape, head.outputs.scrape];
  return before === undefined || after === undefined ? undefined : { base: before, head: after };
}

/** Each label with its target, as `host:9959 site="eu"`. */
function listTargetLabels({ targetGroups }: ScrapeJob): readonly string[] {
  return targetGroups.flatMap(({ targets, labels }) =>
    targets.flatMap((target) =>
      labels.map(({ name, value }) => `${target} ${name}=${JSON.stringify(value)}`),
    ),
  );
}

type ScrapeOutput = OutputsSection["scrape"];

/** What selects by the job's name breaks; without a job, another one may have taken the name. */
function jobPart(base: ScrapeJob, head: ScrapeOutput): AffectedPart {
  const after = head === undefined ? [] : [head.jobName];
  const sure = head !== undefined;
  return { part: "target label", job: base.jobName, label: "job", before: [base.jobName], after, sure };
}

/** The labels of targets of which values are gone. */
function targetLabelParts(base: ScrapeJob, head: ScrapeOutput): readonly AffectedPart[] {
  const [before, after] = [targetLabelValues(base), targetLabelValues(head)];
  return [...before].flatMap(([label, values]): readonly AffectedPart[] => {
    const left = after.get(label) ?? new Set();
    if ([...values].every((value) => left.has(value))) return [];
    const sure = head !== undefined;
    return [{ part: "target label", job: base.jobName, label, before: [...values], after: [...left], sure }];
  });
}

/** For each label of the targets, its values. */
function targetLabelValues(job: ScrapeOutput): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { name, value } of job?.targetGroups.flatMap(({ labels }) => labels) ?? []) {
    found.set(name, (found.get(name) ?? new Set()).add(value));
  }
  return found;
}
