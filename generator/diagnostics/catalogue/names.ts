import { error, warning } from "../define.js";
import { type Choice, choice, listed } from "./entry.js";

/** Names: which are legal, which are taken, and which are meant. */
export const NAMES_CATALOGUE = {
  "illegal-name": error<{ what: string; name: string; rule: string; suggestion: string | undefined }>({
    title: "illegal name",
    message: ({ what, name, rule }) => `\`${name}\` is not a legal ${what}: ${rule}.`,
    help: ({ suggestion }) => (suggestion === undefined ? undefined : `Write \`${suggestion}\`.`),
  }),
  "illegal-label-name": error<{ name: string; rule: string; suggestion: string | undefined }>({
    title: "illegal label name",
    message: ({ name, rule }) => `\`${name}\` is not a legal label name: ${rule}.`,
    help: ({ suggestion }) => (suggestion === undefined ? undefined : `Write \`${suggestion}\`.`),
  }),
  "reserved-label": error<{ name: string; reason: string }>({
    title: "reserved label name",
    message: ({ name, reason }) => `The label name \`${name}\` is reserved: ${reason}.`,
    help: () => "Choose another name.",
  }),
  "reserved-name": error<{ name: string; reason: string; help: string }>({
    title: "reserved metric name",
    message: ({ name, reason }) => `The metric name \`${name}\` is reserved: ${reason}.`,
    help: ({ help }) => help,
  }),
  "duplicate-name": error<{ what: string; name: string; other: string }>({
    title: "name taken",
    message: ({ what, name, other }) => `The ${what} \`${name}\` has a name that is taken by ${other}.`,
    help: () => "Rename or remove one of the two.",
  }),
  "renamed-from-present": error<{ name: string; own: boolean }>({
    title: "rename of a metric that is still there",
    message: ({ name, own }) =>
      own
        ? `\`renamed_from\` is \`${name}\`, which is the name that this metric has now.`
        : `\`renamed_from\` is \`${name}\`, which is still a metric of this schema.`,
    help: () => "Write the name that the metric had before, and no other has now, or leave the key out.",
  }),
  "renamed-from-twice": error<{ name: string; other: string }>({
    title: "two metrics renamed from one",
    message: ({ name, other }) => `\`${name}\` is what ${other} was renamed from already.`,
    help: () => "Keep `renamed_from` in the one that goes on from the old metric's series.",
  }),
  "identifier-collision": error<{ identifier: string; what: string; other: string }>({
    title: "two things with one generated name",
    message: ({ identifier, what, other }) =>
      `The generated code would declare \`${identifier}\` twice: for ${what} and for ${other}.`,
    help: () => "Rename one of the two.",
  }),
  "unknown-vector": error<Choice & { name: string }>({
    title: "unknown vector",
    message: ({ name }) => `There is no vector \`${name}\`.`,
    help: ({ nearest, all, name }) =>
      choice({ nearest, all: [] }) ??
      (all.length === 0
        ? `Declare it: \`vectors: { ${name}: … }\`.`
        : `Declare it in \`vectors\`, beside ${listed(all, 5)}.`),
  }),
  "unused-vector": warning<{ name: string }>({
    title: "unused vector",
    message: ({ name }) => `No family uses the vector \`${name}\`.`,
    help: () => "Name it in the `vectors` of a family, or remove it.",
  }),
  "duplicate-vector": error<{ name: string }>({
    title: "vector twice in one family",
    message: ({ name }) => `The vector \`${name}\` stands twice in this family.`,
    help: () => "Remove one of the two.",
  }),
  "unknown-metric": error<Choice & { name: string }>({
    title: "unknown metric",
    message: ({ name }) => `There is no counter, gauge or histogram \`${name}\`.`,
    help: choice,
  }),
  "duplicate-metric": error<{ name: string }>({
    title: "metric twice in one recorder",
    message: ({ name }) => `The metric \`${name}\` stands twice in this recorder.`,
    help: () => "Remove one of the two.",
  }),
  "too-few-metrics": error<{ count: number }>({
    title: "recorder of fewer than two metrics",
    message: ({ count }) =>
      `A recorder joins at least two metrics, and this one has ${count === 0 ? "none" : "one"}.`,
    help: () => "Every metric has a recorder of its own already; name another, or remove this recorder.",
  }),
};
