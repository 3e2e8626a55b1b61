import { type MetricsServer, MetricsServerError, startMetricsServer } from "@metricsmith/runtime/server";
import { register } from "prom-client"; // of the two clients that are installed here, for the tests
import { metrics } from "../../generated/recorders.js";
import { type Load, startLoad } from "./load.js";
import { type Options, parseOptions, USAGE } from "./options.js";
import { type Portal, startPortal } from "./portal.js";

await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  const options = optionsOf(args);
  if (options === undefined) return;
  try {
    await run(options);
  } catch (error) {
    fail(1, messageOf(error, options));
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
  const load = options.simulate ? simulate(portal) : undefined;
  console.log(greeting(portal.url, placeOf(metricsServer), options.simulate));

  const signal = await stopSignal();
  await load?.stop();
  await Promise.all([portal.close(), metricsServer.close()]);
  console.log(`${signal === "SIGINT" ? "\n" : ""}Stopped.`);
}

function simulate(portal: Portal): Load {
  const load = startLoad(portal.url);
  load.ended.catch((error: unknown) => console.error("The load has ended:", error));
  return load;
}

function placeOf({ listening, url, socket }: MetricsServer): string {
  if (!listening) return "nowhere, as METRICSMITH_ENABLED is false";
  return socket === undefined ? url : `${url} over ${socket}`;
}

function greeting(portalUrl: string, metricsPlace: string, simulated: boolean): string {
  const load = simulated
    ? "Load     about 35 requests a second: sign-ins, second factors, bans, OpenID Connect, strays"
    : "Load     none; --simulate sends some";
  return `\n  Portal   ${portalUrl}\n  Metrics  ${metricsPlace}\n  ${load}\n\n  Ctrl-C stops it.\n`;
}

/** Waits to be told to stop. Told again, it goes on stopping: npm passes on the Ctrl-C that has come already. */
function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.on("SIGINT", resolve);
    process.on("SIGTERM", resolve);
  });
}

/** The options, or `undefined` where there is nothing to run. */
function optionsOf(args: readonly string[]): Options | undefined {
  try {
    const options = parseOptions(args);
    if (!options.help) return options;
    console.log(USAGE);
  } catch (error) {
    fail(2, `${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
  return undefined;
}

function messageOf(error: unknown, { host, port }: Options): string {
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
