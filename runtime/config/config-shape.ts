import {
  type ReadSetting,
  readAddress,
  readBoolean,
  readPath,
  readSize,
  readTimeout,
} from "../server/settings/read-setting.js";
import type { Zod } from "./import-zod.js";

/**
 * The shape of a configuration file, whose values are the texts that are written there. An issue's message says
 * what is wrong, and its `help` what to write instead.
 *
 * Source: https://www.authelia.com/configuration/telemetry/metrics/; `web_config_file`, `open_metrics` and
 * `page` are ours.
 */
export function configShape({ z }: Zod) {
  const setting = <Value>(read: (text: string) => ReadSetting<Value>) =>
    z
      .string()
      .transform((text, context) => {
        const result = read(text);
        if ("value" in result) return result.value;
        context.addIssue({ code: "custom", message: result.problem, params: { help: result.help } });
        return z.NEVER;
      })
      .optional();
  return z.strictObject({
    enabled: setting(readBoolean),
    address: setting(readAddress),
    buffers: z.strictObject({ read: setting(readSize), write: setting(readSize) }).optional(),
    timeouts: z
      .strictObject({
        read: setting(readTimeout),
        write: setting(readTimeout),
        idle: setting(readTimeout),
      })
      .optional(),
    web_config_file: setting(readPath),
    open_metrics: setting(readBoolean),
    page: setting(readBoolean),
  });
}

/** The keys of the file, and those of its sections. */
export function keysOf(
  shape: ReturnType<typeof configShape>,
  path: readonly PropertyKey[],
): readonly string[] {
  const [section] = path;
  const { buffers, timeouts } = shape.shape;
  if (section === "buffers") return Object.keys(buffers.unwrap().shape);
  if (section === "timeouts") return Object.keys(timeouts.unwrap().shape);
  return Object.keys(shape.shape);
}
