import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { startMetricsServer } from "@metricsmith/runtime/server";
import autocannon from "autocannon";
import { metrics } from "../../generated/recorders.js";
import { middle } from "./result.js";
import { ClientFamilies, recordAll, SERIES } from "./served-families.js";
import { markdown } from "./table.js";

/** Processes of their own: one serves, the other asks as fast as it is answered, each server in turns. */
const ROUNDS = 5;
/** In seconds. */
const TURN = 2;
const CONNECTIONS = 10;

interface Subject {
  readonly name: string;
  readonly url: string;
  readonly encoding: string;
}

/** What was measured of a subject. */
interface Served {
  readonly perSecond: number;
  /** Of a response, with its header. */
  readonly bytes: number;
}

if (process.send === undefined) await serve();
else process.once("message", (subjects) => void load(subjects as readonly Subject[])); // what `serve` sends

async function serve(): Promise<void> {
  const client = new ClientFamilies();
  const record = () => {
    recordAll();
    client.recordAll();
  };
  record();
  const server = await startMetricsServer(metrics, {
    address: "tcp://127.0.0.1:9959/metrics",
    port: 0,
    defaultMetrics: false,
  });
  const other = createServer(async (request, response) => {
    response.setHeader("Content-Type", client.registry.contentType);
    const text = await client.registry.metrics();
    if (request.headers["accept-encoding"] !== "gzip") {
      response.end(text);
      return;
    }
    response.setHeader("Content-Encoding", "gzip");
    response.end(await promisify(gzip)(text, { level: 1 }));
  });
  other.listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo; // it listens on TCP
  const otherUrl = `http://127.0.0.1:${port}/metrics`;
  await assertSame(server.url, otherUrl);
  const recording = setInterval(record, 100); // so that there is something new to say
  const subjects: readonly Subject[] = [
    { name: "metricsmith", url: server.url, encoding: "identity" },
    { name: "prom-client behind `node:http`", url: otherUrl, encoding: "identity" },
    { name: "metricsmith, gzip", url: server.url, encoding: "gzip" },
    { name: "prom-client behind `node:http`, gzip of level 1", url: otherUrl, encoding: "gzip" },
  ];
  const loader = fork(fileURLToPath(import.meta.url));
  await once(loader, "spawn");
  loader.send(subjects);
  const [served] = (await once(loader, "message")) as [readonly Served[]];
  clearInterval(recording);
  other.close();
  await server.close();
  print(subjects, served);
}

function print(subjects: readonly Subject[], served: readonly Served[]): void {
  const rows = subjects.map(({ name, encoding }, at) => {
    const { perSecond = 0, bytes = 0 } = served[at] ?? {};
    const reference = served[encoding === "gzip" ? 3 : 1]?.perSecond ?? 0;
    const ratio = Number((perSecond / reference).toPrecision(2));
    return [
      name,
      Math.round(perSecond).toLocaleString("en"),
      Math.round(bytes).toLocaleString("en"),
      `${ratio}`,
    ];
  });
  const title = `${SERIES.toLocaleString("en")} series of the default schema, ${CONNECTIONS} connections`;
  console.log(markdown([title, "scrapes a second", "bytes each", "times prom-client's"], rows));
}

async function load(subjects: readonly Subject[]): Promise<void> {
  const turns = subjects.map(() => [] as Served[]);
  for (let round = -1; round < ROUNDS; round++) {
    for (const [at, subject] of subjects.entries()) {
      const served = await turn(subject);
      if (round >= 0) turns[at]?.push(served); // compiled by then
    }
  }
  const medians = turns.map((all) => ({
    perSecond: middle(all.map(({ perSecond }) => perSecond)),
    bytes: middle(all.map(({ bytes }) => bytes)),
  }));
  process.send?.(medians);
  process.disconnect();
}

async function turn({ url, encoding }: Subject): Promise<Served> {
  const headers = { "accept-encoding": encoding };
  const result = await autocannon({ url, connections: CONNECTIONS, duration: TURN, headers });
  if (result.non2xx + result.errors > 0) throw new Error(`${url} did not answer each request with 200`);
  const scrapes = result["2xx"];
  return { perSecond: scrapes / result.duration, bytes: result.throughput.total / scrapes };
}

/** Both have the same series of the same values but for sums of random observations. */
async function assertSame(...urls: readonly string[]): Promise<void> {
  for (const url of urls) {
    const text = await (await fetch(url)).text();
    const series = text.match(/^authelia_[^{\s]+[{ ]/gm)?.length;
    if (series !== SERIES) throw new Error(`${url} has ${series} series, expected ${SERIES}`);
  }
}
