import * as successor from "@prometheus-io/client";
import * as client from "prom-client";

/** Either client: they have one interface. */
export type Client = typeof client | typeof successor;

/** The clients that everything is measured beside. */
export const CLIENTS: readonly { readonly name: string; readonly client: Client }[] = [
  { name: "prom-client", client },
  { name: "@prometheus-io/client", client: successor },
];

/** OpenTelemetry's metrics. What it collects is not text yet: that takes an exporter besides. */
export const SDK = "@opentelemetry/sdk-metrics";

/** All that are compared with, by name. */
export const OTHERS: readonly string[] = [...CLIENTS.map(({ name }) => name), SDK];
