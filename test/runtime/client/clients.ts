import * as successor from "@prometheus-io/client";
import * as promClient from "prom-client";

/** Both clients, whose exports are alike where these tests use them. */
export const CLIENTS: readonly (readonly [string, typeof promClient])[] = [
  ["prom-client", promClient],
  ["@prometheus-io/client", successor as unknown as typeof promClient], // the same exports, from other classes
];
