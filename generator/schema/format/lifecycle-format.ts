import { z } from "zod";
import { nameFormat, proseFormat } from "./text-format.js";

/** The expected value of a version or date; `reportIssue` recognises it by these words. */
export const EXPECTED_MILESTONE = "a version such as `2.0.0`, or a date such as `2026-12-31`";

/** `parseMilestone` parses it. */
const milestoneFormat = z.string(EXPECTED_MILESTONE).meta({ examples: ["2.0.0", "2026-12-31"] });

const STABILITIES = ["stable", "beta", "alpha"] as const;

const deprecationFormat = z
  .strictObject(
    {
      note: proseFormat.optional().describe("Why the metric goes away, and what to use instead."),
      since: milestoneFormat
        .optional()
        .describe("Version of the package, or date, from which on the metric is deprecated."),
      remove_in: milestoneFormat
        .optional()
        .describe("Version of the package, or date, that removes the metric; after `since`."),
      replaced_by: nameFormat.optional().describe("Key of the metric that takes its place."),
    },
    "a text, or a mapping with `note`, `since`, `remove_in` and `replaced_by`",
  )
  .meta({ id: "Deprecation", description: "Why and when a metric goes away." });

const aliasFormat = z
  .strictObject(
    {
      name: nameFormat.describe(
        "Key or exposed name that the family had before. A key gets the schema's namespace.",
      ),
      until: milestoneFormat.describe(
        "Version of the package from which on `generate` asks to remove the old name, or a date.",
      ),
    },
    "a name, or a mapping with `name` and `until`",
  )
  .meta({ id: "OldName", description: "An old name under which a renamed metric is exposed as well." });

/** The keys of a family that say how it changes over time. A mapping is read key by key, as `readMapping` does. */
export const lifecycleShape = {
  stability: z
    .enum(STABILITIES, "`stable`, `beta` or `alpha`")
    .optional()
    .describe(
      "How far readers can rely on the metric: `stable` changes only with notice, `beta` and `alpha` may change at each release.",
    ),
  owner: proseFormat
    .optional()
    .describe("Who answers for the metric, such as a team.")
    .meta({ examples: ["team-payments"] }),
  runbook: z
    .url({ protocol: /^https?$/, error: "an `http` or `https` URL" })
    .optional()
    .describe("URL of a page on what to do when the metric shows trouble.")
    .meta({ examples: ["https://runbooks.example.com/orders"] }),
  renamed_from: z
    .union([nameFormat, aliasFormat])
    .optional()
    .describe(
      "Key or exposed name that the family had before: `diff` then compares the two as one family. With `until`, the family is exposed under both names.",
    ),
  deprecated: z
    .union([proseFormat, deprecationFormat])
    .optional()
    .describe(
      "Why the metric goes away, and what to use instead. Recorders of the family are marked `@deprecated`.",
    ),
};
