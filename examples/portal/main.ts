import { parseArgs } from "node:util";
import { type MetricsServer, MetricsServerError, startMetricsServer } from "@metricsmith/runtime/server";
import { register } from "prom-client"; // of the two clients that are installed here, for the tests
import { metrics } from "../../generated/recorders.js";
import { type Load, startLoad } from "./load/load.js";
import { type Portal, startPortal } from "./portal.js";

async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (options === undefined) return;
  try {
    await run(options);
  } catch (error) {
    fail(1, startErrorMessage(error, options));
  }
}

async function run(options: Options): Promise<void> {
  const metricsServer = await startMetricsServer(metrics, { ...options.metrics, registry: register });
  let portal: Portal;
  try {
    portal = await startPortal({ host: options.host, port: options.port, metricsUrl: metricsServer.url });
  } catch (error) {
    await metricsServer.close();
    throw error;
  }
  const load = options.simulate ? startSimulation(portal) : undefined;
  console.log(describeRun(portal, metricsServer, options));

  const signal = await stopSignal();
  await load?.stop();
  await Promise.all([portal.close(), metricsServer.close()]);
  console.log(`${signal === "SIGINT" ? "\n" : ""}Stopped.`);
}

function startSimulation(portal: Portal): Load {
  const load = startLoad(portal.url);
  load.ended.catch((error: unknown) => console.error("The load has ended:", error));
  return load;
}

/** The text that is printed at the start: the addresses and the load. */
function describeRun(portal: Portal, metricsServer: MetricsServer, { simulate }: Options): string {
  const lines = [
    `Portal   ${portal.url}`,
    ...metricsLines(metricsServer),
    simulate
      ? "Load     about 35 requests a second: sign-ins, second factors, bans, OpenID Connect, strays"
      : "Load     none; --simulate sends some",
  ];
  return `\n${lines.map((line) => `  ${line}\n`).join("")}\n  Ctrl-C stops it.\n`;
}

function metricsLines({ listening, url, socket }: MetricsServer): readonly string[] {
  if (!listening) return ["Metrics  nowhere, as METRICSMITH_ENABLED is false"];
  if (socket !== undefined) return [`Metrics  ${url} over ${socket}`]; // a browser cannot open a Unix socket
  const page = new URL("/", url).href;
  return page === url ? [`Metrics  ${url}`] : [`Metrics  ${url}`, `Page     ${page}  plots these metrics`];
}

/** Waits for a signal. A second one has no effect: npm passes on a Ctrl-C that the process has received already. */
function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.on("SIGINT", resolve);
    process.on("SIGTERM", resolve);
  });
}

/** Returns the options, or `undefined` if there is nothing to run: after `--help` or a mistake. */
function readOptions(args: readonly string[]): Options | undefined {
  try {
    const options = parseOptions(args);
    if (!options.help) return options;
    console.log(USAGE);
  } catch (error) {
    fail(2, `${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
  return undefined;
}

function startErrorMessage(error: unknown, { host, port }: Options): string {
  if (error instanceof MetricsServerError)
    return `${error.message} (here: --metrics-address, --metrics-port)`;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE")
    return `Port ${port} of ${host} is in use. Choose another with --port, or 0 for any.`;
  if (code === "EACCES")
    return `Port ${port} of ${host} may not be used by this user. Choose another with --port.`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return `This machine has no address "${host}" (--host).`;
  throw error;
}

function fail(exitCode: 1 | 2, message: string): void {
  console.error(message);
  process.exitCode = exitCode;
}

const USAGE = `Usage: npm start -- [options]

  --simulate              send the portal a gentle load, so that every metric has data
  --host HOST             where the portal listens (default 127.0.0.1)
  --port PORT             its port (default 9091; 0 takes any free one)
  --metrics-address ADDR  where the metrics are served, as tcp://127.0.0.1:9959/metrics (default: the schema's)
  --metrics-port PORT     only another port for them (0 takes any free one)
  --help                  show this`;

/** The options of the command line. */
interface Options {
  readonly help: boolean;
  readonly simulate: boolean;
  readonly host: string;
  readonly port: number;
  /** Settings of the metrics server; what is missing is taken from the schema. */
  readonly metrics: { readonly address?: string; readonly port?: number };
}

/** Reads the command line. Throws an error with a message for the user. */
function parseOptions(args: readonly string[]): Options {
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
    port: parsePort("--port", values.port),
    metrics: {
      ...(address === undefined ? {} : { address }),
      ...(port === undefined ? {} : { port: parsePort("--metrics-port", port) }),
    },
  };
}

function parsePort(option: "--port" | "--metrics-port", text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error(`${option} is "${text}"; write a whole number from 0 to 65535.`);
}

await main(process.argv.slice(2));
