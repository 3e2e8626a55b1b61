import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Address } from "../address.js";
import type { Metrics } from "../metrics.js";
import { signalsFault, workAtSignals } from "../process/signals.js";
import type { ServedMetrics } from "../served-metrics.js";
import { type CloseOptions, createClose } from "./close.js";
import { Connections, hasMoreBody, hasSeveralHosts } from "./connections/connections.js";
import { WriteTimeout } from "./connections/write-timeout.js";
import { resolveEndpoint, urlOf } from "./endpoint.js";
import { checkArguments, MetricsServerError, serveTogether } from "./errors.js";
import { idleTimeoutOf, resolveLimits } from "./limits.js";
import { listen } from "./listen.js";
import { type MetricsServerOptions, SERVER_OPTION_NAMES } from "./options.js";
import { createPage } from "./page/page.js";
import { type Reply, sendReply, textReply } from "./reply.js";
import { createHostCheck, createRoutes, isLoopback, namesLoopback } from "./routes.js";
import { startOnce } from "./running-servers.js";
import { checkLabels, checkRegistry } from "./scrape.js";
import { ScrapeLimiter } from "./scrape-limits.js";
import { createScrapeReply, openScrape } from "./scrape-reply.js";
import { resolveSettings } from "./settings.js";
import { WebAccess } from "./web-config/web-access.js";

/** A server of metrics. */
export interface MetricsServer {
  /** False if the setting `enabled` is, and from `close()` on. */
  readonly listening: boolean;
  /**
   * Opens the metrics from the same machine, such as `http://localhost:9959/metrics`. On a Unix socket, it is the URL to
   * request there: `curl --unix-socket SOCKET URL`. Empty if the server is not enabled.
   */
  readonly url: string;
  /** The host of the address; empty for all interfaces; `undefined` on a Unix socket, and if it is not enabled. */
  readonly host: string | undefined;
  /**
   * The port that the server listens on, also if the address has port 0; `undefined` on a Unix socket, and if the
   * server is not enabled.
   */
  readonly port: number | undefined;
  /**
   * The Unix socket that the server listens on: the path of its file, or `@name` for an abstract one; `undefined` on
   * TCP, on an inherited descriptor, and if the server is not enabled.
   */
  readonly socket: string | undefined;
  /** Percent-decoded. */
  readonly path: string;
  /**
   * Stops listening, which removes the file of a Unix socket unless another one has taken its place, finishes the requests in flight, cuts off those that
   * are not finished by the deadline, and ends all connections. Resolves when they are ended. May be called again, also
   * with an earlier deadline.
   *
   * @throws MetricsServerError if the deadline is not valid
   */
  close(options?: CloseOptions): Promise<void>;
}

/**
 * Serves the metrics over HTTP, or over HTTPS with a web configuration file: the families, then the metrics of the
 * application's own registry, then Node's process metrics, then the metrics about scrapes; in the text format 0.0.4, or
 * in OpenMetrics if the client prefers it, on GET and HEAD of one path; compressed with gzip if the client accepts it;
 * only some families with `?name[]=`. The state of the server is at `/-/healthy` and `/-/ready`, a page for people at
 * `/`. If the setting `enabled` is false, nothing listens, and the program runs as usual.
 *
 * A second start on the same address, for the same metrics and with the same settings, returns the server that listens
 * already: hot reload, and a program that is bundled in several parts, start it again. Port 0 is never the same address.
 *
 * @param metrics what the generated recorders export; of several schemas, a list, whose first schema has the address
 * @param options for an option that is left out, the environment counts, then `config`, then the schema
 * @throws MetricsServerError if an option, a `METRICSMITH_…` variable or the web configuration file is not valid, if
 * several schemas declare one name differently, if the registry cannot be served with the families, or if the address
 * cannot be listened on
 */
export async function startMetricsServer(
  metrics: Metrics | readonly Metrics[],
  options: MetricsServerOptions = {},
): Promise<MetricsServer> {
  checkArguments("startMetricsServer", { metrics, options, names: SERVER_OPTION_NAMES });
  const settings = resolveSettings(options);
  const served = serveTogether(metrics);
  const address = resolveEndpoint(served.address, settings);
  if (settings.enabled === false) return disabledServer(address.path);
  const start = { metrics: served, address, settings };
  return startOnce(start, (forget) => openServer(start, forget));
}

/** @param forget is called when the server stops listening */
async function openServer(
  {
    metrics,
    address,
    settings,
  }: { readonly metrics: ServedMetrics; readonly address: Address; readonly settings: MetricsServerOptions },
  forget: () => void,
): Promise<MetricsServer> {
  // Settings
  checkRegistry(metrics, settings.registry);
  checkLabels(metrics, settings.labels);
  const { timeouts, buffers, limits } = resolveLimits(settings);
  const signals = settings.signals ?? [];
  const fault = signalsFault(signals);
  if (fault !== undefined) throw new MetricsServerError(fault);
  const allowsHost = settings.allowedHosts === undefined ? undefined : createHostCheck(settings.allowedHosts);

  // Guards, in the order in which a request passes them
  const access = await openAccess(metrics, settings.webConfigFile);
  const connections = new Connections({
    maxConnections: limits.connections,
    idleTimeout: idleTimeoutOf(timeouts),
  });
  const writeTimeout = new WriteTimeout(timeouts.write);
  const guards: readonly Guard[] = [
    async ({ socket }, response) => {
      if (!(await connections.begin(socket, response))) return "gone";
      writeTimeout.watch(response);
      return undefined;
    },
    refuseSeveralHosts,
    (request) => (allowsHost?.(request) === false ? textReply(403, OTHER_HOST) : undefined),
    closeAfterUnreadBody,
    async (request, response) => access?.check(request, response),
  ];

  // Routes
  const ownAddress = settings.address !== undefined || settings.port !== undefined;
  const { scrape, close: closeScrape } = await openScrape(metrics, settings, {
    ownAddress,
    mostText: limits.texts,
  });
  const route = createRoutes({
    path: address.path,
    scrapeReply: createScrapeReply(metrics, scrape, settings.openMetrics),
    limiter: new ScrapeLimiter({
      maxScrapes: limits.scrapes,
      timeout: timeouts.scrape,
      endSlowest: (sockets) => connections.endSlowest(sockets),
    }),
    page: (settings.page ?? true) ? createPage(metrics, address.path) : undefined,
    ...(allowsHost === undefined && isLoopback(address.host ?? "") ? { mayReadPage: namesLoopback } : {}),
    isClosing: () => connections.closing,
  });

  const listener = createListener({ guards, route, beginReply: (socket) => connections.beginReply(socket) });
  const serverOptions = {
    headersTimeout: timeouts.read,
    requestTimeout: timeouts.read,
    handshakeTimeout: timeouts.read,
    connectionsCheckingInterval: Math.min(LONGEST_CHECKING_INTERVAL, timeouts.read),
    keepAliveTimeout: timeouts.idle,
    maxHeaderSize: buffers.read,
  };
  const server = access?.createServer(serverOptions, listener) ?? createServer(serverOptions, listener);
  const { keepProcessAlive = false } = settings;
  followConnections(server, connections, keepProcessAlive);
  server.on("checkExpectation", listener); // otherwise Node would reply itself, without the guards
  const endpoint = await listen(server, address).catch((error) => {
    closeScrape();
    throw error;
  });
  server.on("error", () => {}); // an error of a server that listens must not end the application
  if (!keepProcessAlive) server.unref();

  const closeServer = createClose(server, connections, timeouts.close);
  const close = async (closeOptions?: CloseOptions): Promise<void> => {
    const closed = closeServer(closeOptions);
    if (connections.closing) forget();
    await closed;
    forgetSignals();
    access?.close();
    closeScrape();
  };
  const forgetSignals = workAtSignals(signals, close);
  return {
    get listening() {
      return server.listening;
    },
    url: urlOf(endpoint, access?.secure ? "https" : "http"),
    host: endpoint.host,
    port: endpoint.port,
    socket: address.socket,
    path: endpoint.path,
    close,
  };
}

/** So that an application need not ask whether its server is enabled. */
function disabledServer(path: string): MetricsServer {
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

/** In milliseconds: how often Node looks for requests that are late. Its own default is 30 s. */
const LONGEST_CHECKING_INTERVAL = 1000;

/** Sees a request before the routes: passes it, replies in their place, or finds that the client is gone. */
type Guard = (request: IncomingMessage, response: ServerResponse) => GuardResult | Promise<GuardResult>;

type GuardResult = Reply | "gone" | undefined;

const OTHER_HOST = "the option allowedHosts of this server does not have the host of the request\n";

/** Ends the connection as well: what follows such a request may be meant for another server. */
function refuseSeveralHosts(request: IncomingMessage): Reply | undefined {
  if (!hasSeveralHosts(request)) return undefined;
  return textReply(400, "the request has more than one Host header field\n", [["Connection", "close"]]);
}

async function closeAfterUnreadBody(request: IncomingMessage, response: ServerResponse): Promise<undefined> {
  if (await hasMoreBody(request)) response.setHeader("Connection", "close");
  return undefined;
}

async function openAccess(metrics: ServedMetrics, file: string | undefined): Promise<WebAccess | undefined> {
  if (file === undefined) return undefined;
  return WebAccess.open(file, (about, message) => metrics.warn(about, message));
}

function createListener({
  guards,
  route,
  beginReply,
}: {
  readonly guards: readonly Guard[];
  readonly route: (request: IncomingMessage, response: ServerResponse) => Promise<Reply>;
  /** Is called when the reply to a request of the socket begins. */
  readonly beginReply: (socket: Socket) => void;
}): RequestListener {
  const findReply = async (request: IncomingMessage, response: ServerResponse): Promise<Reply | "gone"> => {
    for (const guard of guards) {
      const result = guard(request, response);
      // A guard that decides at once does not wait: requests of one connection begin in the order of their arrival.
      const refusal = result instanceof Promise ? await result : result;
      if (refusal !== undefined) return refusal;
    }
    return route(request, response);
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const reply = await findReply(request, response);
    if (reply === "gone") return;
    beginReply(request.socket);
    await sendReply(response, reply);
  };
  return (request, response) => {
    if (request.socket.destroyed) return; // Node still gives the requests that arrived with the one that was too much
    response.setHeader("X-Content-Type-Options", "nosniff");
    answer(request, response).catch(() => response.destroy()); // an unhandled rejection would end the application
  };
}

/** Tells the connections of a server about each new one. */
function followConnections(server: Server, connections: Connections, keepProcessAlive: boolean): void {
  server.on("connection", (socket) => {
    connections.add(socket);
    if (!keepProcessAlive) socket.unref();
  });
  server.on("secureConnection", (socket: TLSSocket) => connections.addSecure(socket));
  server.closeIdleConnections = () => {}; // it cuts responses that are not sent yet; `Connections` does not
}
