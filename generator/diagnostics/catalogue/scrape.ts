import { error } from "../define.js";

/** The job by which Prometheus scrapes the program's hosts. */
export const SCRAPE_CATALOGUE = {
  "invalid-duration": error<{ duration: string; problem: string }>({
    title: "invalid duration",
    message: ({ duration, problem }) => `The duration \`${duration}\` ${problem}.`,
    help: () => "Write whole numbers with units, the largest unit first, such as `15s`, `1m30s` or `500ms`.",
  }),
  "timeout-over-interval": error<{ timeout: string; interval: string }>({
    title: "timeout longer than the interval",
    message: ({ timeout, interval }) =>
      `The timeout \`${timeout}\` is longer than the interval \`${interval}\`, which Prometheus refuses.`,
    help: ({ interval }) => `Write \`scrape_timeout: ${interval}\` or less, or raise the interval.`,
  }),
  "invalid-target": error<{ target: string; problem: string; help: string | undefined }>({
    title: "invalid target",
    message: ({ target, problem }) => `The target \`${target}\` ${problem}.`,
    help: ({ help }) => help ?? "Write `host` or `host:port`, such as `auth-1.example.com:9959`.",
  }),
  "target-label-taken": error<{ name: string }>({
    title: "label of targets that a metric has",
    message: ({ name }) =>
      `The label \`${name}\` is a vector of this schema: Prometheus would rename the metrics' own to \`exported_${name}\`.`,
    help: () => "Give the label of the targets another name.",
  }),
  "invalid-target-file": error<{ file: string; problem: string }>({
    title: "file of targets that Prometheus cannot read",
    message: ({ file, problem }) => `The file \`${file}\` ${problem}.`,
    help: () => "Write the path of a YAML or JSON file, such as `targets/*.yaml`.",
  }),
  "invalid-target-url": error<{ url: string; problem: string }>({
    title: "invalid URL of targets",
    message: ({ url, problem }) => `The URL \`${url}\` ${problem}.`,
    help: () => "Write a whole URL, such as `https://inventory.example.com/targets`.",
  }),
};
