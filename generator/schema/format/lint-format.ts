import { z } from "zod";
import { familyPatternFormat, proseFormat } from "./text-format.js";

/** Severities of lint rules; `off` switches a rule off. */
export const LINT_SEVERITIES = ["error", "warning", "information", "off"] as const;

export const severityFormat = z.enum(LINT_SEVERITIES, "`error`, `warning`, `information` or `off`");

export const suppressionFormat = z
  .strictObject(
    {
      rule: z.string("the id of a lint rule").describe("The rule, such as `lint-counter-without-total`."),
      families: z
        .array(familyPatternFormat, "a list of keys or names of families")
        .min(1, "a list of keys or names of families")
        .optional()
        .describe("The families, by key or exposed name. `*` stands for any characters."),
      vectors: z
        .array(familyPatternFormat, "a list of names of vectors")
        .min(1, "a list of names of vectors")
        .optional()
        .describe("The vectors, of rules about vectors. `*` stands for any characters."),
      reason: proseFormat.describe("Why the rule does not hold there."),
    },
    "a mapping with a rule, families and a reason",
  )
  .meta({
    id: "Suppression",
    description: "Families or vectors of which a lint rule reports nothing.",
    anyOf: [{ required: ["families"] }, { required: ["vectors"] }],
  });

export const lintFormat = z.strictObject(
  {
    rules: z
      .record(z.string(), severityFormat)
      .nullable()
      .optional()
      .describe("Severities by the id of a lint rule, where they are not the rule's own: `off` for none.")
      .meta({ examples: [{ "lint-counter-without-total": "error" }] }),
    suppress: z
      .array(suppressionFormat)
      .nullable()
      .optional()
      .describe("Findings of `metricsmith lint` that are meant to be as they are, each with its reason."),
  },
  "a mapping with rules and suppressions",
);
