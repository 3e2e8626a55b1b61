import { z } from "zod";

/** What is expected of a duration, in words that `translateIssue` knows. */
export const DURATION = "a duration such as `15s`";

export const staticConfigSpec = z
  .strictObject(
    {
      targets: z
        .array(z.string("a target"), "a list of targets")
        .min(1, "a list of targets")
        .describe("Hosts, as `host` or `host:port`; without a port, that of `server.address`.")
        .meta({ examples: [["auth-1.example.com", "auth-2.example.com:9960"]] }),
      labels: z
        .record(z.string(), z.string(), "a mapping of label names to label values")
        .nullable()
        .optional()
        .describe("Labels that Prometheus puts on every series of these targets."),
    },
    "a mapping with targets",
  )
  .meta({ id: "StaticConfig", description: "Targets that are listed, as in Prometheus' `static_configs`." });

/**
 * The keys are those of Prometheus' own scrape_config:
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config
 */
export const scrapeSpec = z.strictObject(
  {
    job_name: z
      .string("a text")
      .optional()
      .describe("The label `job` of every series; the namespace when left out."),
    scrape_interval: z
      .string(DURATION)
      .meta({
        pattern: "^([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",
        examples: ["15s", "1m30s", "500ms"],
      })
      .optional()
      .describe("How often each target is scraped; as Prometheus' `global` section says when left out."),
    scheme: z
      .enum(["http", "https"], "`http` or `https`")
      .optional()
      .describe("The protocol of a scrape; `http` when left out."),
    static_configs: z
      .array(staticConfigSpec)
      .nullable()
      .optional()
      .describe("The targets, in groups; the server's own address when left out."),
  },
  "a mapping",
);
