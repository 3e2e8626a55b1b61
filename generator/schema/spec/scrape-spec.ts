import { z } from "zod";

/** Expected of every duration, in words that `translateIssue` knows. */
export const DURATION = "a duration such as `15s`";

const durationSpec = z.string(DURATION).meta({
  pattern: "^([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",
  examples: ["15s", "1m30s", "500ms"],
});

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

export const fileSdConfigSpec = z
  .strictObject(
    {
      files: z
        .array(z.string("the path of a file"), "a list of paths of files")
        .min(1, "a list of paths of files")
        .describe(
          "Files that list targets, in YAML or JSON; relative to the generated file, with `*` in the last part if wanted.",
        )
        .meta({ examples: [["targets/*.yaml"]] }),
      refresh_interval: durationSpec
        .optional()
        .describe("How often the files are read again, beside whenever they change; 5m when left out."),
    },
    "a mapping with files",
  )
  .meta({ id: "FileSdConfig", description: "Targets that files list, as in Prometheus' `file_sd_configs`." });

export const httpSdConfigSpec = z
  .strictObject(
    {
      url: z
        .string("a URL")
        .describe("Where an HTTP server lists targets, in JSON.")
        .meta({ examples: ["https://inventory.example.com/targets"] }),
      refresh_interval: durationSpec.optional().describe("How often it is asked; 1m when left out."),
    },
    "a mapping with a url",
  )
  .meta({
    id: "HttpSdConfig",
    description: "Targets that an HTTP server lists, as in Prometheus' `http_sd_configs`.",
  });

function list<Entry extends z.ZodType>(entry: Entry) {
  return z.array(entry).nullable().optional();
}

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
    scrape_interval: durationSpec
      .optional()
      .describe("How often each target is scraped; as Prometheus' `global` section says when left out."),
    scrape_timeout: durationSpec
      .optional()
      .describe("How long a scrape may take, at most the interval; needs a `scrape_interval`."),
    static_configs: list(staticConfigSpec).describe("Targets that are listed here."),
    file_sd_configs: list(fileSdConfigSpec).describe("Targets that files list."),
    http_sd_configs: list(httpSdConfigSpec).describe("Targets that HTTP servers list."),
  },
  "a mapping",
);
