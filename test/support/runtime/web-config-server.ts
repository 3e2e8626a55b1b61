import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest, type OutgoingHttpHeaders } from "node:http";
import { request as httpsRequest, type RequestOptions } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { Metrics } from "../../../runtime/metrics.js";
import { type MetricsServer, startMetricsServer } from "../../../runtime/server/metrics-server.js";
import type { MetricsServerOptions } from "../../../runtime/server/options.js";

/** A server's response. */
export interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A folder with a web configuration, and servers that serve by it. */
export class Served {
  readonly folder = mkdtempSync(join(tmpdir(), "metricsmith-served-"));
  readonly configFile = join(this.folder, "web-config.yml");
  readonly warnings: string[] = [];
  readonly #servers: MetricsServer[] = [];

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.folder, name), text);
  }

  async start(
    config: string,
    options: MetricsServerOptions = {},
    metrics = program(),
  ): Promise<MetricsServer> {
    this.write({ "web-config.yml": config });
    metrics.configure({ warn: (message) => this.warnings.push(message) });
    const server = await startMetricsServer(metrics, {
      ...(options.address === undefined ? { host: "127.0.0.1", port: 0 } : {}),
      ...options,
      defaultMetrics: false,
      webConfigFile: this.configFile,
    });
    this.#servers.push(server);
    return server;
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.splice(0).map((server) => server.close()));
    this.warnings.length = 0;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

function program(): Metrics {
  const users = new GaugeFamily({ name: "users", help: "U", vectors: [] });
  return new Metrics({ address: "", families: [users] });
}

/** The options of a request, which can resume an earlier TLS session. */
export interface AskOptions extends RequestOptions {
  readonly session?: Buffer;
}

/** Asks a server on a connection of its own, which it says that it closes. */
export function ask(url: string, options: AskOptions = {}): Promise<Answer> {
  const request = url.startsWith("https:") ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const { servername = "localhost" } = options;
    request(url, { agent: false, ...options, servername }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (text: string) => {
        body += text;
      });
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body }));
    })
      .on("error", reject)
      .end();
  });
}

/** The headers of a user. */
export function as(credentials: string): OutgoingHttpHeaders {
  return { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` };
}
