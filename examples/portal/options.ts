import { parseArgs } from "node:util";

export const USAGE = `Usage: npm start -- [options]

  --simulate              send the portal a gentle load, so that every metric has data
  --host HOST             where the portal listens (default 127.0.0.1)
  --port PORT             its port (default 9091; 0 takes any free one)
  --metrics-address ADDR  where the metrics are served, as tcp://127.0.0.1:9959/metrics (default: the schema's)
  --metrics-port PORT     only another port for them (0 takes any free one)
  --help                  show this`;

/** What the command line asks for. */
export interface Options {
  readonly help: boolean;
  readonly simulate: boolean;
  readonly host: string;
  readonly port: number;
  /** What to tell the metrics server; the schema says what is left out. */
  readonly metrics: { readonly address?: string; readonly port?: number };
}

/** Reads the command line. Throws an error with a message for the user. */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", default: false },
      simulate: { type: "boolean", default: false },
      host: { type: "string", default: "127.0.0.1" },
      port: { type: "string", default: "9091" },
      "metrics-address": { type: "string" },
      "metrics-port": { type: "string" },
    },
  });
  const address = values["metrics-address"];
  const port = values["metrics-port"];
  return {
    help: values.help,
    simulate: values.simulate,
    host: values.host,
    port: portOf("--port", values.port),
    metrics: {
      ...(address === undefined ? {} : { address }),
      ...(port === undefined ? {} : { port: portOf("--metrics-port", port) }),
    },
  };
}

function portOf(option: "--port" | "--metrics-port", text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error(`${option} is "${text}"; write a whole number from 0 to 65535.`);
}
