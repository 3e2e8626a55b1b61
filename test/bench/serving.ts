import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { startMetricsServer } from "@metricsmith/runtime/server";
import autocannon from "autocannon";
import { collectDefaultMetrics, Registry } from "prom-client";
import { metrics } from "../../generated/recorders.js";
import { middle } from "./result.js";
import { ClientFamilies, recordAll, SERIES } from "./served-families.js";
import { markdown, time } from "./table.js";

/** Processes of their own: one serves, the other asks as fast as it is answered, each server in turns. */
const ROUNDS = 5;
/** In seconds. */
const TURN = 2;
const CONNECTIONS = 10;

interface Subject {
  readonly name: string;
  readonly url: string;
  readonly encoding: string;
  /** The name of what it is compared with. */
  readonly against: string;
}

/** The measurements of one turn, and the subject that they are of. */
interface Turn {
  readonly subject: number;
  readonly scrapes: number;
  readonly seconds: number;
  readonly bytes: number;
}

/** A turn, and the processor time that it used. */
interface Served {
  readonly perSecond: number;
  /** Of a response, with its header. */
  readonly bytes: number;
  /** Of the processors' time, in nanoseconds, for each scrape. */
  readonly processor: number;
}

const CLIENT = "prom-client behind `node:http`";
const CLIENT_GZIP = `${CLIENT}, gzip of level 1`;
const CLIENT_DEFAULTS = `${CLIENT}, with its default metrics`;

if (process.send === undefined) await serve();
else process.once("message", (subjects) => void load(subjects as readonly Subject[])); // what `serve` sends

async function serve(): Promise<void> {
  const client = new ClientFamilies();
  const record = () => {
    recordAll();
    client.recordAll();
  };
  record();
  const address = "tcp://127.0.0.1:9959/metrics";
  const withDefaults = await startMetricsServer(metrics, { address, port: 0 });
  const server = await startMetricsServer(metrics, { address, port: 0, defaultMetrics: false });
  const defaults = new Registry();
  collectDefaultMetrics({ register: defaults });
  const other = serveClient(client.registry);
  const otherWithDefaults = serveClient(Registry.merge([client.registry, defaults]));
  const otherUrl = await urlOf(other);
  const otherWithDefaultsUrl = await urlOf(otherWithDefaults);
  await assertSame(otherWithDefaultsUrl, withDefaults.url);
  const body = Buffer.from(await assertSame(otherUrl, server.url));
  const recording = setInterval(record, 100); // so that there is something new to say
  const bare = createServer((_request, response) => void response.end(body));
  const subjects: readonly Subject[] = [
    {
      name: "a server that only sends these bytes",
      url: await urlOf(bare),
      encoding: "identity",
      against: CLIENT,
    },
    { name: "metricsmith", url: server.url, encoding: "identity", against: CLIENT },
    { name: CLIENT, url: otherUrl, encoding: "identity", against: CLIENT },
    {
      name: "metricsmith, in default settings",
      url: withDefaults.url,
      encoding: "identity",
      against: CLIENT_DEFAULTS,
    },
    {
      name: CLIENT_DEFAULTS,
      url: otherWithDefaultsUrl,
      encoding: "identity",
      against: CLIENT_DEFAULTS,
    },
    { name: "metricsmith, gzip", url: server.url, encoding: "gzip", against: CLIENT_GZIP },
    { name: CLIENT_GZIP, url: otherUrl, encoding: "gzip", against: CLIENT_GZIP },
  ];
  const served = await measure(subjects);
  clearInterval(recording);
  for (const each of [other, otherWithDefaults, bare]) each.close();
  for (const each of [server, withDefaults]) await each.close();
  print(subjects, served);
}

/** Serves a registry as prom-client's documentation shows, and compresses it where that is accepted. */
function serveClient(registry: Registry): Server {
  return createServer(async (request, response) => {
    response.setHeader("Content-Type", registry.contentType);
    const text = await registry.metrics();
    if (request.headers["accept-encoding"] !== "gzip") {
      response.end(text);
      return;
    }
    response.setHeader("Content-Encoding", "gzip");
    response.end(await promisify(gzip)(text, { level: 1 }));
  });
}

/** Has another process ask, and looks at what this one needs meanwhile. */
async function measure(subjects: readonly Subject[]): Promise<readonly Served[]> {
  const turns = subjects.map(() => [] as Served[]);
  const loader = fork(fileURLToPath(import.meta.url));
  let before = process.cpuUsage();
  loader.on("message", (message) => {
    const { subject, scrapes, seconds, bytes } = message as Turn; // what `load` sends
    const { user, system } = process.cpuUsage(before);
    before = process.cpuUsage();
    const processor = ((user + system) * 1000) / scrapes;
    turns[subject]?.push({ perSecond: scrapes / seconds, bytes: bytes / scrapes, processor });
  });
  await once(loader, "spawn");
  loader.send(subjects);
  await once(loader, "exit");
  return turns.map((all) => {
    const warm = all.slice(1); // compiled by then
    return {
      perSecond: middle(warm.map(({ perSecond }) => perSecond)),
      bytes: middle(warm.map(({ bytes }) => bytes)),
      processor: middle(warm.map(({ processor }) => processor)),
    };
  });
}

function print(subjects: readonly Subject[], served: readonly Served[]): void {
  const rows = subjects.flatMap(({ name, against }, at) => {
    const own = served[at];
    const reference = served[subjects.findIndex((subject) => subject.name === against)];
    if (own === undefined || reference === undefined) return [];
    return [
      [
        name,
        Math.round(own.perSecond).toLocaleString("en"),
        times(own.perSecond / reference.perSecond),
        time(own.processor),
        times(reference.processor / own.processor),
        Math.round(own.bytes).toLocaleString("en"),
      ],
    ];
  });
  const title = `${SERIES.toLocaleString("en")} series of the default schema, ${CONNECTIONS} connections`;
  const ratio = "to prom-client";
  console.log(markdown([title, "scrapes a second", ratio, "processor time for each", ratio, "bytes"], rows));
}

function times(ratio: number): string {
  return `${Number(ratio.toPrecision(2))} ×`;
}

async function load(subjects: readonly Subject[]): Promise<void> {
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [subject, { url, encoding }] of subjects.entries()) {
      const headers = { "accept-encoding": encoding };
      const result = await autocannon({ url, connections: CONNECTIONS, duration: TURN, headers });
      if (result.non2xx + result.errors > 0) throw new Error(`${url} did not answer each request with 200`);
      const turn: Turn = {
        subject,
        scrapes: result["2xx"],
        seconds: result.duration,
        bytes: result.throughput.total,
      };
      process.send?.(turn);
    }
  }
  process.disconnect();
}

async function urlOf(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return `http://127.0.0.1:${port}/metrics`;
}

/** Both have the same number of series; resolves with the text of the last. */
async function assertSame(...urls: readonly string[]): Promise<string> {
  let text = "";
  for (const url of urls) {
    text = await (await fetch(url)).text();
    const series = text.match(/^authelia_[^{\s]+[{ ]/gm)?.length;
    if (series !== SERIES) throw new Error(`${url} has ${series} series, expected ${SERIES}`);
  }
  return text;
}
