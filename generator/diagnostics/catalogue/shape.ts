import { grouped } from "../../grouped.js";
import { error } from "../define.js";
import { type Choice, choice, listed, oneOf } from "./entry.js";

/** Keys and values that the schema's format does not allow. */
export const SHAPE_CATALOGUE = {
  "unknown-key": error<Choice & { key: string; where: string; hint: string | undefined }>({
    title: "unknown key",
    message: ({ key, where }) => `${where} has no key \`${key}\`.`,
    help: ({ hint, nearest, all }) => hint ?? choice({ nearest, all: [] }) ?? `Its keys are ${listed(all)}.`,
  }),
  "missing-key": error<{ keys: readonly string[]; where: string; help: string }>({
    title: "missing key",
    message: ({ keys, where }) => `${where} needs the key ${oneOf(keys)}.`,
    help: ({ help }) => help,
  }),
  "wrong-type": error<{ what: string; expected: string; got: string | undefined; help: string | undefined }>({
    title: "value of the wrong type",
    message: ({ what, expected, got }) =>
      got === undefined
        ? `${what} has no value; it must be ${expected}.`
        : `${what} must be ${expected}, not ${got}.`,
    help: ({ help }) => help,
  }),
  "empty-text": error<{ what: string }>({
    title: "empty text",
    message: ({ what }) => `${what} is empty.`,
    help: () => "Write a few words.",
  }),
  "out-of-range": error<{ what: string; expected: string; got: string }>({
    title: "number out of range",
    message: ({ what, expected, got }) => `${what} must be ${expected}, not ${got}.`,
  }),
  "unsupported-version": error<{ got: string }>({
    title: "unsupported version",
    message: ({ got }) => `The version of the schema format is \`${got}\`, and metricsmith reads version 1.`,
    help: () => "Write `version: 1`.",
  }),
  "unknown-type": error<Choice & { type: string }>({
    title: "unknown type of a vector",
    message: ({ type }) => `There is no vector type \`${type}\`.`,
    help: choice,
  }),
  "list-empty": error<{ key: string; consequence: string }>({
    title: "empty list",
    message: ({ key, consequence }) => `\`${key}\` is empty, ${consequence}.`,
    help: () => "Name at least one, or remove the whole entry.",
  }),
  "conflicting-keys": error<{ key: string; with: string; help: string }>({
    title: "keys that exclude each other",
    message: (params) => `\`${params.key}\` cannot stand beside \`${params.with}\`.`,
    help: ({ help }) => help,
  }),
  "invalid-address": error<{ address: string; problem: string; hint: string }>({
    title: "invalid server address",
    message: ({ address, problem }) => `The address \`${address}\` ${problem}.`,
    help: ({ hint }) => `${hint.charAt(0).toUpperCase()}${hint.slice(1)}.`,
  }),
  "series-budget-exceeded": error<{ product: string; series: number; budget: number }>({
    title: "more series than the budget allows",
    message: ({ product, series, budget }) =>
      `This family can reach ${product} = ${grouped(series)} series; its budget is ${grouped(budget)}.`,
    help: () =>
      "Take a vector away, shorten its `values`, lower its `max_values`, or raise `series_budget` on this family.",
  }),
};
