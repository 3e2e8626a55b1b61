import type { OutputsSection, ScrapeJob } from "../../catalog.js";
import type { Comparison } from "../comparison.js";
import { type Finding, finding } from "../finding.js";
import type { ChangeValue } from "../schema-diff.js";
import { quoted } from "../words.js";

/** What Prometheus is told by a field of the scrape job, by the key that says it; `metrics_path` follows the server's address. */
const SCRAPE_FIELDS: readonly (readonly [string, (job: ScrapeJob) => ChangeValue | undefined])[] = [
  ["scrape_interval", ({ interval }) => interval],
  ["scrape_timeout", ({ timeout }) => timeout],
  ["static_configs", ({ targetGroups }) => targetGroups.flatMap(({ targets }) => targets)],
  [
    "file_sd_configs",
    ({ targetFiles }) => targetFiles.map((files) => discovery(files.files.join(" "), files)),
  ],
  ["http_sd_configs", ({ targetUrls }) => targetUrls.map((urls) => discovery(urls.url, urls))],
];

function discovery(
  from: string,
  { refreshInterval }: { readonly refreshInterval: string | undefined },
): string {
  return refreshInterval === undefined ? from : `${from} every ${refreshInterval}`;
}

/** How and where is scraped: none of it is in a series. */
export function scrapeChanged({ base, head }: Comparison): readonly Finding[] {
  const [before, after] = [base.outputs.scrape, head.outputs.scrape];
  if (before === undefined || after === undefined) return [];
  return SCRAPE_FIELDS.flatMap(([key, field]) => {
    const values = { before: field(before), after: field(after) };
    if (JSON.stringify(values.before) === JSON.stringify(values.after)) return [];
    return finding({
      class: "safe",
      kind: "output-changed",
      path: ["outputs", "scrape", key],
      ...values,
      message:
        "`scrape.yaml` tells Prometheus to scrape other targets, or at other times; no series is another one.",
    });
  });
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

/** Whatever else is generated: switched on, switched off, or with other settings. */
export function otherOutputsChanged({ base, head }: Comparison): readonly Finding[] {
  const before = new Map(Object.entries(base.outputs));
  const after = new Map(Object.entries(head.outputs));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
    const [old, current] = [before.get(key), after.get(key)];
    if (settingsOf(old) === settingsOf(current)) return [];
    if (old !== undefined && current !== undefined && key === "scrape") return []; // told field by field
    return output(key, { before: old !== undefined, after: current !== undefined });
  });
}

/** As a text, without the families that an output may show: what changes in them is told of them. */
function settingsOf(output: unknown): string {
  return JSON.stringify(output, (key, value: unknown) => (key === "families" ? undefined : value)) ?? "";
}

function output(
  key: string,
  { before, after }: { readonly before: boolean; readonly after: boolean },
): Finding {
  const path = ["outputs", key];
  const kind = before && after ? "output-changed" : after ? "output-added" : "output-removed";
  const stopped = kind === "output-removed" && key === "scrape";
  return finding({
    class: stopped ? "risky" : "safe",
    kind,
    path,
    before,
    after,
    message:
      OUTPUT_MESSAGES[kind](key) + (stopped ? " A Prometheus that reads it scrapes nothing any more." : ""),
    ...(kind === "output-removed" ? { place: { side: "base", path } } : {}),
  });
}

const OUTPUT_MESSAGES = {
  "output-added": (key: string) => `The output \`${key}\` is generated too.`,
  "output-removed": (key: string) => `The output \`${key}\` is no longer generated, and its file is removed.`,
  "output-changed": (key: string) => `The output \`${key}\` is generated with other settings.`,
} as const;
