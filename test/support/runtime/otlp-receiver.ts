import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { sampleKey } from "../properties/read-exposition.js";

/** A number of OTLP in JSON: 64-bit ones are texts. */
type JsonNumber = number | string;

interface OtlpPoint {
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
  readonly asDouble?: number;
  readonly count?: JsonNumber;
  readonly sum?: number;
  readonly bucketCounts?: readonly JsonNumber[];
  readonly explicitBounds?: readonly number[];
}

interface OtlpPoints {
  readonly dataPoints: readonly OtlpPoint[];
  readonly aggregationTemporality?: number;
  readonly isMonotonic?: boolean;
}

/** A metric as OTLP has it in JSON. */
export interface OtlpMetric {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly sum?: OtlpPoints;
  readonly gauge?: OtlpPoints;
  readonly histogram?: OtlpPoints;
}

/** An export request, as far as tests read it. */
export interface OtlpRequest {
  readonly resourceMetrics: readonly {
    readonly resource: { readonly attributes: OtlpPoint["attributes"] };
    readonly scopeMetrics: readonly {
      readonly scope: { readonly name: string; readonly version: string };
      readonly metrics: readonly OtlpMetric[];
    }[];
  }[];
}

/** An OTLP receiver on loopback. It reads JSON alone. */
export interface OtlpReceiver {
  /** Where metrics are sent to. */
  readonly url: string;
  /** The requests so far, without those that were taken before. */
  take(): readonly OtlpRequest[];
  close(): Promise<void>;
}

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  let requests: OtlpRequest[] = [];
  const server = createServer(async (request, response) => {
    requests.push(JSON.parse(await textOf(request)) as OtlpRequest); // by the protocol
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  }).listen({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    url: `http://127.0.0.1:${port}/v1/metrics`,
    take() {
      const taken = requests;
      requests = [];
      return taken;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** The metrics of a request by their names. */
export function metricsIn({ resourceMetrics }: OtlpRequest): ReadonlyMap<string, OtlpMetric> {
  const scopes = resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics);
  return new Map(scopes.flatMap(({ metrics }) => metrics.map((metric) => [metric.name, metric])));
}

/** The samples that a metric has in the text format. */
export function samplesOf({
  name,
  sum,
  gauge,
  histogram,
}: OtlpMetric): readonly (readonly [string, number])[] {
  const points = (sum ?? gauge ?? histogram)?.dataPoints ?? [];
  return points.flatMap((point) => {
    const labels = point.attributes.map(({ key, value }) => [key, value.stringValue ?? ""] as const);
    if (histogram === undefined) return [[sampleKey(name, labels), point.asDouble ?? Number.NaN] as const];
    let count = 0;
    const buckets = (point.bucketCounts ?? []).map((inBucket, at) => {
      count += Number(inBucket);
      const le = String(point.explicitBounds?.[at] ?? "+Inf");
      return [sampleKey(`${name}_bucket`, [...labels, ["le", le]]), count] as const;
    });
    return [
      ...buckets,
      [sampleKey(`${name}_sum`, labels), point.sum ?? Number.NaN] as const,
      [sampleKey(`${name}_count`, labels), Number(point.count)] as const,
    ];
  });
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // a request without an encoding gives these
  return Buffer.concat(chunks).toString();
}
