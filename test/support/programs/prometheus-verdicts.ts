import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { vi } from "vitest";
import type { ExpositionFormat } from "../../../generator/index.js";
import { activeTargets } from "./prometheus-api.js";
import { startConfiguredPrometheus } from "./prometheus-server.js";

export interface Exposed {
  readonly format: ExpositionFormat;
  readonly body: string | Uint8Array;
}

const CONTENT_TYPES: Readonly<Record<ExpositionFormat, string>> = {
  text: "text/plain; version=0.0.4; charset=utf-8",
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
};

/** Lets a real Prometheus scrape expositions, and returns for each why it refused it; empty if it took it. */
export async function prometheusVerdicts(exposed: readonly Exposed[]): Promise<readonly string[]> {
  const server = createServer((request, response) => {
    const { format, body } = exposed[Number(request.url?.slice(1))] ?? { format: "text", body: "" };
    response.setHeader("Content-Type", CONTENT_TYPES[format]).end(body);
  });
  await new Promise<void>((resolve) => server.listen({ host: "127.0.0.1", port: 0 }, resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  const prometheus = await startConfiguredPrometheus({
    "prometheus.yml": configuration(port, exposed.length),
  });
  try {
    return await vi.waitFor(
      async () => {
        const verdicts = new Map(
          (await activeTargets(prometheus.url))
            .filter(({ lastScrape }) => !lastScrape.startsWith("0001-"))
            .map(({ scrapeUrl, lastError }) => [Number(new URL(scrapeUrl).pathname.slice(1)), lastError]),
        );
        if (verdicts.size < exposed.length)
          throw new Error(`${verdicts.size} of ${exposed.length} are scraped`);
        return exposed.map((_, index) => verdicts.get(index) ?? "");
      },
      { timeout: 60_000, interval: 500 },
    );
  } finally {
    await prometheus.stop();
    server.closeAllConnections();
    server.close();
  }
}

function configuration(port: number, count: number): string {
  const targets = Array.from(
    { length: count },
    (_, index) => `      - targets: ["127.0.0.1:${port}"]
        labels: { __metrics_path__: /${index}, exposition: "${index}" }
`,
  );
  return `global:
  scrape_interval: 5s
scrape_configs:
  - job_name: expositions
    static_configs:
${targets.join("")}`;
}
