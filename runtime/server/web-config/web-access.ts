import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import {
  createServer as createServerOfSecureServer,
  type Server as ServerOfSecureServer,
  type ServerOptions,
} from "node:https";
import type { TLSSocket } from "node:tls";
import type { Tls } from "./certificates.js";
import type { RateLimit } from "./http-section.js";
import { admitsClient } from "./tls.js";
import { BasicAuth, type Verdict } from "./users.js";
import { type WarnOfConfig, WatchedWebConfig, type WebConfig } from "./web-config.js";

/** Who may reach a server and how, as a web configuration file says it at the time. */
export class WebAccess {
  readonly #config: WatchedWebConfig;
  readonly #warn: WarnOfConfig;
  readonly #auth = new BasicAuth();
  #limiter: RateLimiter | undefined;

  /** @throws MetricsServerError if the file is faulty, or if a package is not installed that it needs */
  static async open(file: string, warn: WarnOfConfig): Promise<WebAccess> {
    return new WebAccess(await WatchedWebConfig.open(file, warn), warn);
  }

  private constructor(config: WatchedWebConfig, warn: WarnOfConfig) {
    this.#config = config;
    this.#warn = warn;
  }

  /** Whether connections are over TLS, which does not change. */
  get secure(): boolean {
    return this.#config.current.tls !== undefined;
  }

  /** A server whose requests are to be admitted one by one. */
  createServer(options: ServerOptions, listener: RequestListener): Server {
    const server = this.#serverOf(this.#config.current.tls, options, listener);
    server.prependListener("connection", () => this.#config.refresh()); // before a handshake begins
    return server;
  }

  /** Whether a request may be answered; if not, this has answered it. Sets the configured headers. */
  async admits(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    this.#config.refresh();
    const { headers, users } = this.#config.current;
    for (const { name, value } of headers) response.setHeader(name, value);
    if (this.#currentLimiter()?.allows(performance.now()) === false) {
      return refuse(response, 429, "too many requests; rate_limit in the web configuration limits them");
    }
    if (users.size === 0) return true;
    switch (await this.#judge(request.headers.authorization, users)) {
      case "admitted":
        return true;
      case "busy":
        response.setHeader("Retry-After", "1");
        return refuse(response, 503, "too many passwords are being checked; try again");
      case "refused":
        response.setHeader("WWW-Authenticate", 'Basic realm="metrics", charset="UTF-8"');
        return refuse(response, 401, "a user and a password are needed, or are wrong");
      case undefined:
        return refuse(response, 500, "passwords cannot be checked; the application was warned, and why");
    }
  }

  /** Once no more requests are admitted. */
  close(): void {
    this.#auth.close();
  }

  /** @returns `undefined` if it cannot be found out, as where an application may start no threads */
  async #judge(header: string | undefined, users: WebConfig["users"]): Promise<Verdict | undefined> {
    try {
      return await this.#auth.judge(header, users);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#warn("passwords", `passwords of the web configuration cannot be checked: ${reason}`);
      return undefined;
    }
  }

  #serverOf(tls: Tls | undefined, options: ServerOptions, listener: RequestListener): Server {
    if (tls === undefined) return createServer(options, listener);
    let latest = tls;
    const server = createSecureServer(options, () => latest, listener);
    this.#config.onChange((config) => {
      latest = config.tls ?? latest;
      changeTls(server, latest);
    });
    return server;
  }

  /** One that counts on as long as the limit is the same. */
  #currentLimiter(): RateLimiter | undefined {
    const limit = this.#config.current.rateLimit;
    const known = this.#limiter?.limit;
    if (limit?.interval === known?.interval && limit?.burst === known?.burst) return this.#limiter;
    this.#limiter = limit === undefined ? undefined : new RateLimiter(limit, performance.now());
    return this.#limiter;
  }
}

/** @returns false: the request is not admitted */
function refuse(response: ServerResponse, status: number, message: string): false {
  response.statusCode = status;
  response.setHeader("Content-Type", "text/plain; charset=utf-8");
  response.end(`${message}\n`);
  return false;
}

/**
 * A server over TLS that holds its clients to the present policy.
 *
 * @param current gives the present certificates and policy
 */
export function createSecureServer(
  options: ServerOptions,
  current: () => Tls,
  listener: RequestListener,
): ServerOfSecureServer {
  const tls = current();
  const server = createServerOfSecureServer(
    {
      ...options,
      ...tls.context,
      requestCert: asksClients(tls),
      // Node would refuse each client without a certificate: the policy is held below.
      rejectUnauthorized: false,
    },
    listener,
  );
  // Before anything that the client sends is read.
  server.prependListener("secureConnection", (socket: TLSSocket) => {
    if (!admitsClient(socket, current())) socket.destroy();
  });
  return server;
}

/** New connections get the certificates; those that there are keep theirs. */
export function changeTls(server: ServerOfSecureServer, tls: Tls): void {
  server.setSecureContext(tls.context);
  // Node reads it at each connection. If it did not, no certificate would come, and `admitsClient` refuse.
  Object.assign(server, { requestCert: asksClients(tls) });
}

function asksClients({ clientAuth }: Tls): boolean {
  return clientAuth !== "NoClientCert";
}

/** A bucket of tokens, full at the start: each request takes one, and each interval adds one. */
export class RateLimiter {
  readonly limit: RateLimit;
  #tokens: number;
  #at: number;

  /** @param now in milliseconds of a clock that never goes back */
  constructor(limit: RateLimit, now: number) {
    this.limit = limit;
    this.#tokens = limit.burst;
    this.#at = now;
  }

  /** Whether a request is answered, which takes a token. */
  allows(now: number): boolean {
    const { interval, burst } = this.limit;
    this.#tokens = Math.min(burst, this.#tokens + (now - this.#at) / interval);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
