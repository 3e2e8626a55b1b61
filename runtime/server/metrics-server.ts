import { createServer, type RequestListener, type ServerResponse } from "node:http";
import type { TLSSocket } from "node:tls";
import type { Metrics } from "../metrics.js";
import { type CloseOptions, checkSignals, Stopping, stopAtSignals } from "./close.js";
import { Connections, hasMoreBody, hasSeveralHosts } from "./connections.js";
import { resolveEndpoint, urlOf } from "./endpoint.js";
import { patienceOf, resolveLimits } from "./limits.js";
import { listen } from "./listen.js";
import { negotiationOf } from "./negotiation.js";
import type { MetricsServerOptions } from "./options.js";
import { createPage } from "./page/page.js";
import { requestHandler } from "./routes.js";
import { checkRegistry } from "./scrape.js";
import { ScrapesInFlight } from "./scrape-limits.js";
import { openSources } from "./scrape-reply.js";
import { plainAnswer, sendAnswer } from "./reply.js";
import { resolveSettings } from "./settings.js";
import { WebAccess } from "./web-config/web-access.js";
import { WriteTimeout } from "./write-timeout.js";

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
   * Stops listening, which removes the file of a Unix socket, finishes the requests in flight, cuts off those that
   * are not finished by the deadline, and ends all connections. Resolves when they are ended. May be called again, also
   * with a nearer deadline.
   *
   * @throws MetricsServerError if the deadline is not valid
   */
  close(options?: CloseOptions): Promise<void>;
}

/**
 * Serves the metrics over HTTP, or over HTTPS by a web configuration file: the families, then the metrics of the
 * application's own registry, then Node's process metrics, then what is told of the scrapes themselves; in the text
 * format 0.0.4, or in OpenMetrics if the client prefers it, on GET and HEAD of one path; compressed by gzip if the
 * client accepts it; of some families alone by `?name[]=`. How the server is, `/-/healthy` and `/-/ready` say, and at
 * `/` is a page for people. If the setting `enabled` is false, nothing listens, and all else of the program goes on as
 * it would.
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
  const address = resolveEndpoint(metrics.address, options);
  if (options.enabled === false) return notEnabled(address.path);
  checkRegistry(metrics, options.registry);
  const { timeouts, buffers, limits } = resolveLimits(options);
  const signals = checkSignals(options.signals ?? []);
  const access =
    options.webConfigFile === undefined
      ? undefined
      : await WebAccess.open(options.webConfigFile, (about, message) => metrics.warn(about, message));
  const sources = await openSources(metrics, options);
  const connections = new Connections({ most: limits.connections, patience: patienceOf(timeouts) });
  const writeTimeout = new WriteTimeout(timeouts.write);
  const page = (options.page ?? true) ? createPage(metrics, address.path) : undefined;
  const handle = requestHandler(
    address.path,
    sources,
    () => connections.closing,
    negotiationOf(metrics, options.openMetrics),
    page,
    new ScrapesInFlight({ most: limits.scrapes, timeout: timeouts.scrape }),
  );
  const answer: RequestListener = (request, response) => {
    response.setHeader("X-Content-Type-Options", "nosniff");
    writeTimeout.watch(response);
    connections
      .begin(request.socket, response)
      .then(async (goesOn) => {
        if (!goesOn) return;
        if (hasSeveralHosts(request)) return refuseHosts(response);
        if (await hasMoreBody(request)) response.setHeader("Connection", "close");
        if (await (access?.admits(request, response) ?? true)) await handle(request, response);
      })
      .catch(() => response.destroy()); // unhandled, it would end the application
  };
  const serverOptions = {
    headersTimeout: timeouts.read,
    requestTimeout: timeouts.read,
    handshakeTimeout: timeouts.read,
    connectionsCheckingInterval: Math.min(CHECKING_INTERVAL, timeouts.read),
    keepAliveTimeout: timeouts.idle,
    maxHeaderSize: buffers.read,
  };
  const server = access?.createServer(serverOptions, answer) ?? createServer(serverOptions, answer);
  const { keepProcessAlive = false } = options;
  server.on("checkExpectation", answer); // or Node would answer it, past all limits and users
  server.on("connection", (socket) => {
    connections.add(socket);
    if (!keepProcessAlive) socket.unref();
  });
  server.on("secureConnection", (socket: TLSSocket) => connections.addSecure(socket));
  const endpoint = await listen(server, address);
  server.on("error", () => {}); // once it listens, an error must not take the application down
  if (!keepProcessAlive) server.unref();
  server.closeIdleConnections = () => {}; // it cuts responses that are not sent yet; `Connections` does not

  const { host, port, path } = endpoint;
  const stopping = new Stopping(server, connections, timeouts.close);
  const close = async (closeOptions?: CloseOptions): Promise<void> => {
    await stopping.stop(closeOptions);
    forgetSignals();
    access?.close();
  };
  const forgetSignals = stopAtSignals(signals, close);
  return {
    get listening() {
      return server.listening;
    },
    url: urlOf(endpoint, access?.secure ? "https" : "http"),
    host,
    port,
    socket: address.socket,
    path,
    close,
  };
}

/** Also ends the connection: what comes behind such a request may be meant for another server. */
function refuseHosts(response: ServerResponse): Promise<void> {
  response.setHeader("Connection", "close");
  return sendAnswer(response, plainAnswer(400, "the request has more than one Host header field\n"));
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

/** In milliseconds: how often Node looks for requests that are late, which is 30 s unless it is told. */
const CHECKING_INTERVAL = 1000;
