import { nearestName } from "../../diagnostics/nearest-name.js";
import { choice } from "./choice.js";
import { error, tolerated } from "./entry.js";

/** `# HELP`, `# TYPE` and `# UNIT`, and how families stand to one another. */
export const METADATA = {
  "no-name-in-metadata": error((token: string) => [
    `\`${token}\` is no metric name.`,
    "Write `# HELP name text` or `# TYPE name type`.",
  ]),
  "bad-name-in-metadata": tolerated((token: string, name: string) => [
    `\`${token}\` is no metric name; Prometheus reads \`${name}\`.`,
    "A name has letters, digits, `_` and `:`. Write others in quotes, with a space behind.",
  ]),
  "no-metadata-text": error((keyword: string, name: string) => [
    `\`# ${keyword} ${name}\` says nothing of \`${name}\`.`,
    `Write a space and the text behind it, or remove the line.`,
  ]),
  "bad-type": error((token: string, types: readonly string[]) => [
    `\`${token}\` is no type.`,
    choice(nearestName(token, types), types),
  ]),
  "second-metadata": tolerated((keyword: string, name: string) => [
    `There is a second \`# ${keyword}\` of \`${name}\`.`,
    "Keep one of them.",
  ]),
  "late-metadata": tolerated((keyword: string, name: string) => [
    `\`# ${keyword} ${name}\` stands behind samples of \`${name}\`.`,
    "Write it before them.",
  ]),
  "split-family": tolerated((name: string) => [
    `The family \`${name}\` goes on behind another.`,
    "Write all lines of a family as one group.",
  ]),
  "bad-unit": error((unit: string, name: string) => [
    `The unit \`${unit}\` is no suffix of the name \`${name}\`.`,
    `Name the family \`${name}_${unit}\`.`,
  ]),
  "unit-of-type": error((type: string, unit: string) => [
    `A family of the type ${type} has no unit, and this one has \`${unit}\`.`,
    "Remove the line.",
  ]),
  "name-clash": error((name: string) => [
    `\`${name}\` is the name of samples of two families.`,
    "Rename one of the families.",
  ]),
  "bare-quote": error(() => ['There is a `"` without a backslash.', 'Write `\\"`.']),
};
