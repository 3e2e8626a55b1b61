import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import {
  createServer as createHttpsServer,
  type Server as SecureServer,
  type ServerOptions,
} from "node:https";
import type { TLSSocket } from "node:tls";
import { type Reply, textReply } from "../reply.js";
import type { Tls } from "./certificates.js";
import type { RateLimit } from "./http-section.js";
import { admitsClient } from "./tls.js";
import { type AuthResult, BasicAuth } from "./users.js";
import { type WarnOfConfig, WatchedWebConfig, type WebConfig } from "./web-config.js";

/** Who may reach a server, and how: what the web configuration file says at the time. */
export class WebAccess {
  readonly #config: WatchedWebConfig;
  readonly #warn: WarnOfConfig;
  readonly #auth = new BasicAuth();
  #limiter: RateLimiter | undefined;

  /** @throws MetricsServerError if the file is not valid, or if a package that it needs is not installed */
  static async open(file: string, warn: WarnOfConfig): Promise<WebAccess> {
    return new WebAccess(await WatchedWebConfig.open(file, warn), warn);
  }

  private constructor(config: WatchedWebConfig, warn: WarnOfConfig) {
    this.#config = config;
    this.#warn = warn;
  }

  /** Whether connections use TLS. This does not change. */
  get secure(): boolean {
    return this.#config.current.tls !== undefined;
  }

  /** Makes a server, with TLS if it is configured. Each of its requests has to pass `check`. */
  createServer(options: ServerOptions, listener: RequestListener): Server {
    const server = this.#createServer(this.#config.current.tls, options, listener);
    server.prependListener("connection", () => this.#config.refresh()); // before the handshake begins
    return server;
  }

  /** Sets the configured headers, and checks rate limit and user. @returns the reply to a refused request */
  async check(request: IncomingMessage, response: ServerResponse): Promise<Reply | undefined> {
    this.#config.refresh();
    const { headers, users } = this.#config.current;
    for (const { name, value } of headers) response.setHeader(name, value);
    if (this.#currentLimiter()?.take(performance.now()) === false) {
      return textReply(429, "too many requests; rate_limit in the web configuration limits them\n");
    }
    if (users.size === 0) return undefined;
    switch (await this.#checkUser(request, users)) {
      case "admitted":
        return undefined;
      case "busy":
        return textReply(503, "too many passwords are being checked; try again\n", [["Retry-After", "1"]]);
      case "refused":
        return textReply(401, "a user and a password are needed, or are wrong\n", [
          ["WWW-Authenticate", 'Basic realm="metrics", charset="UTF-8"'],
        ]);
      case undefined:
        return textReply(500, "passwords cannot be checked; a warning of the application says why\n");
    }
  }

  /** To be called when no more requests are checked. */
  close(): void {
    this.#auth.close();
  }

  /** @returns `undefined` if passwords cannot be checked, for example where an application may not start threads */
  async #checkUser(
    { headers, socket }: IncomingMessage,
    users: WebConfig["users"],
  ): Promise<AuthResult | undefined> {
    try {
      return await this.#auth.check(headers.authorization, users, socket.remoteAddress ?? "");
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#warn("passwords", `passwords of the web configuration cannot be checked: ${reason}`);
      return undefined;
    }
  }

  #createServer(tls: Tls | undefined, options: ServerOptions, listener: RequestListener): Server {
    if (tls === undefined) return createServer(options, listener);
    let latest = tls;
    const server = createSecureServer(options, () => latest, listener);
    this.#config.onChange((config) => {
      latest = config.tls ?? latest;
      changeTls(server, latest);
    });
    return server;
  }

  /** The limiter of the current limit. It keeps counting while the limit stays the same. */
  #currentLimiter(): RateLimiter | undefined {
    const limit = this.#config.current.rateLimit;
    const before = this.#limiter?.limit;
    if (limit?.interval === before?.interval && limit?.burst === before?.burst) return this.#limiter;
    this.#limiter = limit === undefined ? undefined : new RateLimiter(limit, performance.now());
    return this.#limiter;
  }
}

/** @param current gives the certificates and the client policy at the time of a connection */
function createSecureServer(
  options: ServerOptions,
  current: () => Tls,
  listener: RequestListener,
): SecureServer {
  const tls = current();
  const server = createHttpsServer(
    {
      ...options,
      ...tls.context,
      requestCert: requestsCertificate(tls),
      rejectUnauthorized: false, // Node would reject each client without a certificate: `admitsClient` decides
    },
    listener,
  );
  // Before Node reads anything that the client sends.
  server.prependListener("secureConnection", (socket: TLSSocket) => {
    if (!admitsClient(socket, current())) socket.destroy();
  });
  return server;
}

/** New connections use the new certificates; existing ones keep theirs. */
function changeTls(server: SecureServer, tls: Tls): void {
  server.setSecureContext(tls.context);
  // Node reads this property at each connection. If it did not, no certificate would come, and `admitsClient` refuse.
  Object.assign(server, { requestCert: requestsCertificate(tls) });
}

function requestsCertificate({ clientAuth }: Tls): boolean {
  return clientAuth !== "NoClientCert";
}

/** A token bucket, full at the start: each request takes a token, and each interval adds one. */
export class RateLimiter {
  readonly limit: RateLimit;
  #tokens: number;
  #updatedAt: number;

  /** @param now in milliseconds, of a clock that never goes back */
  constructor(limit: RateLimit, now: number) {
    this.limit = limit;
    this.#tokens = limit.burst;
    this.#updatedAt = now;
  }

  /** Takes a token for a request. @returns false if there is none */
  take(now: number): boolean {
    const { interval, burst } = this.limit;
    this.#tokens = Math.min(burst, this.#tokens + (now - this.#updatedAt) / interval);
    this.#updatedAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
