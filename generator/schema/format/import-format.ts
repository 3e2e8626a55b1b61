import { z } from "zod";
import { bucketsFormat, listedBucketsFormat } from "./family-format.js";
import { nameFormat, proseFormat } from "./text-format.js";

const FROM = "a path of a YAML file";
const FAMILIES = "a list of keys of families";
const OVERRIDE = "a mapping with a description, buckets or vectors";

const overrideShape = {
  description: proseFormat.optional().describe("The description of the family here."),
  vectors: z
    .array(z.string("the name of a vector"), "a list of names of vectors")
    .optional()
    .describe("The labels of the family here, as names of vectors of this file or the imported one."),
};

/** The format of what an import overrides, with buckets that are listed. */
export const familyOverrideFormat = z.strictObject(
  { ...overrideShape, buckets: listedBucketsFormat.optional() },
  OVERRIDE,
);

/** The format of what an import overrides, with buckets that are read by a function of their own. */
export const computedOverrideFormat = z.strictObject(
  { ...overrideShape, buckets: z.unknown().optional() },
  OVERRIDE,
);

const overrideFormat = z
  .strictObject({ ...overrideShape, buckets: bucketsFormat.optional() }, OVERRIDE)
  .meta({ id: "Override", description: "What a family has here in place of what the imported file says." });

export const importShape = {
  from: z
    .string(FROM)
    .describe(
      "A YAML file: a path relative to this file, or a file of an npm package, by the `exports` of the package.",
    )
    .meta({ examples: ["shared/http.yaml", "@acme/metrics/http.schema.yaml"] }),
  only: z
    .array(z.string("the key of a family"), FAMILIES)
    .min(1, FAMILIES)
    .optional()
    .describe(
      "Keys of the families that are imported, with the vectors that they use, and the recorders all of whose metrics are among them. All by default.",
    ),
  prefix: z
    .string("a name")
    .regex(/^(?:_*[a-zA-Z][a-zA-Z0-9_]*)?$/, "a name")
    .optional()
    .describe(
      "What the keys of the imported families and recorders begin with here: `public` makes `requests` into `public_requests`.",
    ),
  override: z
    .record(nameFormat, overrideFormat)
    .nullable()
    .optional()
    .describe("What families have here in place of what the imported file says, by their keys in that file."),
};

const IMPORT = "a path of a YAML file, or a mapping with `from`";

const importFormat = z
  .strictObject(importShape, IMPORT)
  .meta({ id: "Import", description: "Families of another file: which, and under which names." });

export const importsFormat = z
  .array(z.union([z.string(FROM), importFormat], IMPORT), "a list of paths of YAML files")
  .nullable()
  .optional()
  .describe(
    "Further schema files: paths relative to this file, files of npm packages, or mappings that select from one. Their vectors, families and recorders come first.",
  );
