import { error, warning } from "../define.js";

/** Source code that is rewritten from a client to the recorders. */
export const REWRITE_CATALOGUE = {
  "place-left": error<{ name: string; reason: string }>({
    title: "place that is not rewritten",
    message: ({ name, reason }) => `\`${name}\` stays with the client because of this: ${reason}.`,
  }),
  "metric-left": error<{ name: string; places: number }>({
    title: "metric that is not rewritten",
    message: ({ name, places }) =>
      `The metric \`${name}\` is left as it is, because of ${places === 1 ? "one place" : `${places} places`}.`,
    help: () =>
      "Change these places, or take the metric out of the schema and generate anew: no registry takes it from both.",
  }),
  "metric-not-in-schema": warning<{ name: string }>({
    title: "metric that the schema does not have",
    message: ({ name }) => `The metric \`${name}\` is left as it is: the schema does not have it.`,
    help: () => "Add it to the schema to have it rewritten.",
  }),
  "registration-left": warning<{ reason: "several" | "inner" | "unseen" }>({
    title: "registry to which the recorders are not added",
    message: ({ reason }) => `${REGISTRATION_LEFT[reason]}.`,
    help: () =>
      "Call `registerMetrics(metrics, registry)` of `@metricsmith/runtime` where it is made, or `startMetricsServer(metrics)`.",
  }),
};

const REGISTRATION_LEFT = {
  several: "The metrics are in several registries, so the recorders are added to none",
  inner: "The registry of the metrics is made in a class or function, so the recorders are not added to it",
  unseen: "Which registry exposes the metrics cannot be told, so the recorders are added to none",
};
