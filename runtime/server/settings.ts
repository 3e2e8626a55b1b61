import { quoted } from "../family/rejection.js";
import { MetricsServerError } from "./errors.js";
import type { ServerSettings } from "./limits.js";
import type { MetricsServerOptions } from "./options.js";
import { readEnvironment } from "./environment.js";

/**
 * The options, and for what they leave out the settings of the environment, then those of `config`.
 *
 * @throws MetricsServerError if the environment is not valid, or if `enabled` is neither true nor false
 */
export function resolveSettings(options: MetricsServerOptions): MetricsServerOptions {
  const { config = {} } = options;
  const layers: readonly ServerSettings[] = [
    options,
    readEnvironment(options.environment ?? process.env),
    config,
  ];
  const buffers = layers.map((layer) => layer.buffers ?? {});
  const timeouts = layers.map((layer) => layer.timeouts ?? {});
  const enabled = first(layers, "enabled");
  if (enabled !== undefined && typeof enabled !== "boolean") {
    throw new MetricsServerError(`the option enabled is ${quoted(enabled)}; expected true or false`);
  }
  return {
    ...options,
    enabled,
    address: first(layers, "address"),
    buffers: { read: first(buffers, "read") },
    timeouts: {
      ...options.timeouts,
      read: first(timeouts, "read"),
      write: first(timeouts, "write"),
      idle: first(timeouts, "idle"),
    },
    webConfigFile: first(layers, "webConfigFile"),
    openMetrics: first(layers, "openMetrics"),
    page: first(layers, "page"),
  };
}

function first<Layer, Key extends keyof Layer>(layers: readonly Layer[], key: Key): Layer[Key] | undefined {
  for (const layer of layers) if (layer[key] !== undefined) return layer[key];
  return undefined;
}
