import { createServer, type RequestListener, type Server } from "node:http";
import type { TLSSocket } from "node:tls";
import type { Metrics } from "../metrics.js";
import { chooseClient } from "./choose-client.js";
import { createClusterScrape, warnOfWorker } from "./cluster/cluster-scrape.js";
import { Connections } from "./connections.js";
import { negotiationOf } from "./content-negotiation.js";
import { defaultMetricsRegistry } from "./default-metrics.js";
import { resolveEndpoint, urlOf } from "./endpoint.js";
import { listen } from "./listen.js";
import type { MetricsServerOptions } from "./options.js";
import { createPage } from "./page/page.js";
import { requestHandler } from "./request-handler.js";
import { checkRegistry } from "./scrape.js";
import { resolveSettings } from "./settings/resolve-settings.js";
import { WebAccess } from "./web-config/web-access.js";

/** A server that serves metrics. */
export interface MetricsServer {
  /** False if the setting `enabled` is, and from `close()` on. */
  readonly listening: boolean;
  /**
   * Opens the metrics from the same machine, as `http://localhost:9959/metrics`. Over a Unix socket, it is what to
   * ask for there: `curl --unix-socket SOCKET URL`. Empty if the server is not enabled.
   */
  readonly url: string;
  /** As it was asked for; empty for all interfaces; `undefined` on a Unix socket, and if it is not enabled. */
  readonly host: string | undefined;
  /**
   * The port that is listened on, also if any free one was asked for; `undefined` on a Unix socket, and if the
   * server is not enabled.
   */
  readonly port: number | undefined;
  /**
   * The Unix socket that is listened on: the path of its file, or `@name` for an abstract one; `undefined` on TCP,
   * on an inherited descriptor, and if the server is not enabled.
   */
  readonly socket: string | undefined;
  /** Percent-decoded. */
  readonly path: string;
  /**
   * Stops listening, which removes the file of a Unix socket, finishes the requests in flight and ends all
   * connections. May be called again.
   */
  close(): Promise<void>;
}

/**
 * Serves the metrics over HTTP, or over HTTPS by a web configuration file: the families, then the metrics of the
 * application's own registry, then Node's process metrics; in the text format 0.0.4, or in OpenMetrics if the client
 * prefers it, on GET and HEAD of one path. At `/` is a page for people. If the setting `enabled` is false, nothing
 * listens, and all else of the program goes on as it would.
 *
 * @param metrics what the generated recorders export
 * @param given what is left out is as the environment says, then as `config` does, then as the schema does
 * @throws MetricsServerError if an option, a `METRICSMITH_…` variable or the web configuration file is not valid, if
 * the registry cannot be served with the families, or if the address cannot be listened on
 */
export async function startMetricsServer(
  metrics: Metrics,
  given: MetricsServerOptions = {},
): Promise<MetricsServer> {
  const options = resolveSettings(given);
  const { registry } = options;
  const address = resolveEndpoint(metrics.address, options);
  if (options.enabled === false) return notEnabled(address.path);
  checkRegistry(metrics, registry);
  const access =
    options.webConfigFile === undefined
      ? undefined
      : await WebAccess.open(options.webConfigFile, (about, message) => metrics.warn(about, message));
  const { cluster = false, defaultMetrics = true } = options;
  const client = defaultMetrics || cluster !== false ? await chooseClient(metrics, registry) : undefined;
  const defaults = defaultMetrics ? defaultMetricsRegistry(client, registry) : undefined;
  const sources = { metrics, registry, defaults };
  if (cluster === false) warnOfWorker(metrics);
  const clusterScrape = cluster === false ? undefined : createClusterScrape(sources, cluster, client);

  const connections = new Connections();
  const page = (options.page ?? true) ? createPage(metrics, address.path) : undefined;
  const handle = requestHandler(
    address.path,
    { ...sources, cluster: clusterScrape },
    () => connections.closing,
    negotiationOf(metrics, options.openMetrics),
    page,
  );
  const answer: RequestListener = (request, response) => {
    connections
      .begin(request.socket, response)
      .then(async () => {
        if (await (access?.admits(request, response) ?? true)) await handle(request, response);
      })
      .catch(() => response.destroy()); // unhandled, it would end the application
  };
  const server = access?.createServer(TIMEOUTS, answer) ?? createServer(TIMEOUTS, answer);
  server.on("connection", (socket) => connections.add(socket));
  server.on("secureConnection", (socket: TLSSocket) => connections.addSecure(socket));
  const endpoint = await listen(server, address);
  server.on("error", () => {}); // once it listens, an error must not take the application down
  server.closeIdleConnections = () => {}; // it cuts responses that are not sent yet; `Connections` does not

  const { host, port, path } = endpoint;
  let closed: Promise<void> | undefined;
  return {
    get listening() {
      return server.listening;
    },
    url: urlOf(endpoint, access?.secure ? "https" : "http"),
    host,
    port,
    socket: address.socket,
    path,
    close() {
      closed ??= close(server, connections).then(() => access?.close());
      return closed;
    },
  };
}

/** What an application has of a server that is switched off, so that it need not ask whether there is one. */
function notEnabled(path: string): MetricsServer {
  return {
    listening: false,
    url: "",
    host: undefined,
    port: undefined,
    socket: undefined,
    path,
    close: () => Promise.resolve(),
  };
}

/**
 * In milliseconds: the time that a client has to send a request's header, and all of it, as Authelia's
 * listener has, and for a TLS handshake; and how often Node looks, which is 30 s unless it is told.
 */
const TIMEOUTS = {
  headersTimeout: 6000,
  requestTimeout: 6000,
  handshakeTimeout: 6000,
  connectionsCheckingInterval: 1000,
};

function close(server: Server, connections: Connections): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    connections.close();
  });
}
