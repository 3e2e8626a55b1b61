import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateOutputs } from "../../../generator/emit/emit.js";
import type * as Server from "../../../runtime/server.js";
import { compileRecorders } from "../../support/generator/compile-recorders.js";
import { catalogOf } from "../../support/generator/compile-schema.js";
import { messagesDocument } from "../../support/generator/messages.js";

const SCHEMA = `
namespace: shop
counters:
  orders_total: { vectors: [payment, country], description: Orders placed. }
  requests_total: { vectors: [method, route, status], description: Requests answered. }
  hits_total: { description: Hits of the cache. }
  reads_total: { vectors: [shard], description: Reads by shard. }
gauges:
  carts_open: { description: Carts with something in them. }
histograms:
  request_duration_seconds:
    { vectors: [method, route, status], unit: seconds, buckets: [.1, 1], description: Time to answer. }
  order_value_euros: { unit: euros, buckets: [5, 50], description: Value of orders. }
vectors:
  payment: { values: [card, paypal, invoice] }
  country: { type: string, max_values: 2 }
  method: { values: [GET, POST], otherwise: other }
  route: { values: [/orders, /products], otherwise: other }
  status: { type: http_status }
  shard: { type: integer, min: 0, max: 15 }
recorders:
  request: { metrics: [requests_total, request_duration_seconds], description: A request. }
`;

/** What a newcomer writes wrong in TypeScript: a line of code. */
const COMPILED: readonly (readonly [name: string, code: string])[] = [
  ["a value that the set does not have", 'r.recordOrdersTotal({ payment: "crad", country: "DE" });'],
  ["a label that is missing", 'r.recordOrdersTotal({ payment: "card" });'],
  ["a label too many", 'r.recordOrdersTotal({ payment: "card", country: "DE", currency: "EUR" });'],
  ["a status as text", 'r.recordRequest({ method: "GET", route: "/orders", status: "200" }, 1);'],
  ["a value that is missing", 'r.recordRequest({ method: "GET", route: "/orders", status: 200 });'],
  ["labels where there are none", 'r.recordHitsTotal({ region: "eu" });'],
  ["no labels", "r.recordOrdersTotal();"],
  ["text for a number", 'r.addCartsOpen("1");'],
  ["a misspelt recorder", 'r.recordOrderTotal({ payment: "card", country: "DE" });'],
  ["labels at the start of a timer", 'r.startRequestTimer({ method: "GET" });'],
  ["any text for a closed set", 'r.recordOrdersTotal({ payment: text, country: "DE" });'],
  [
    "the same after its guard",
    'if (r.isPayment(text)) r.recordOrdersTotal({ payment: text, country: "DE" });',
  ],
  ["a label that may be undefined", 'r.recordOrdersTotal({ payment: "card", country: maybe });'],
  ["the order of a client", 'r.recordRequest(1, { method: "GET", route: "/orders", status: 200 });'],
  ["the methods of a client", 'r.ordersTotal.inc({ payment: "card", country: "DE" });'],
  ["a number beyond its range", "r.recordReadsTotal({ shard: 16 });"],
  ["the module in place of its metrics", "await startMetricsServer(r);"],
  ["an option that there is not", "await startMetricsServer(r.metrics, { prot: 1 });"],
  [
    "a misspelt route of a set with otherwise",
    'r.recordRequest({ method: "GET", route: "/ordres", status: 200 }, 1);',
  ],
];

type Recorders = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

/** What a newcomer, without the compiler, has the program do wrong. */
const CALLED: readonly (readonly [name: string, call: (recorders: Recorders) => unknown])[] = [
  ["a value that the set does not have", (r) => r["recordOrdersTotal"]?.({ payment: "crad", country: "DE" })],
  ["no labels", (r) => r["recordOrdersTotal"]?.(undefined)],
  ["a label that is missing", (r) => r["recordOrdersTotal"]?.({ payment: "card" })],
  [
    "a second label that is missing",
    (r) => {
      r["recordOrdersTotal"]?.({ payment: "card" });
      r["recordOrdersTotal"]?.({ country: "DE" });
    },
  ],
  ["NaN", (r) => r["recordHitsTotal"]?.(Number.NaN)],
  ["a negative increment", (r) => r["recordHitsTotal"]?.(-1)],
  ["a bigint", (r) => r["recordHitsTotal"]?.(1n)],
  ["text for a value", (r) => r["recordOrderValueEuros"]?.("12")],
  ["Infinity in a histogram", (r) => r["recordOrderValueEuros"]?.(Infinity)],
  ["an empty label value", (r) => r["recordOrdersTotal"]?.({ payment: "card", country: "" })],
  ["a number beyond its range", (r) => r["recordReadsTotal"]?.({ shard: 16 })],
  ["a status as text", (r) => r["recordRequestsTotal"]?.({ method: "GET", route: "/orders", status: "200" })],
  ["a misspelt route", (r) => r["recordRequestsTotal"]?.({ method: "GET", route: "/ordres", status: 200 })],
  ["a method in lower case", (r) => r["recordRequestsTotal"]?.({ method: "get", route: "/", status: 200 })],
  [
    "more values than max_values",
    (r) => {
      for (const country of ["DE", "FR", "IT", "ES"]) r["recordOrdersTotal"]?.({ payment: "card", country });
    },
  ],
];

type StartServer = typeof Server.startMetricsServer;

/** What a newcomer gives to the metrics server. */
const SERVED: readonly (readonly [
  name: string,
  start: (start: StartServer, metrics: never) => Promise<unknown>,
])[] = [
  ["no metrics", (start) => start(undefined as never)],
  ["an object in place of metrics", (start) => start({} as never)],
  ["the module in place of its metrics", (start, metrics) => start({ metrics } as never)],
  ["an empty list", (start) => start([])],
  ["a misspelt option", (start, metrics) => start(metrics, { prot: 1 } as never)],
  ["a misspelt option in another", (start, metrics) => start(metrics, { timeouts: { reed: 1 } } as never)],
  ["a port as text", (start, metrics) => start(metrics, { port: "9959" } as never)],
  ["a port that is too large", (start, metrics) => start(metrics, { port: 99_999 })],
  ["a port for an address", (start, metrics) => start(metrics, { address: "9959" })],
  ["an address without its colon", (start, metrics) => start(metrics, { address: "tcp//x:1" })],
  ["a URL for a host", (start, metrics) => start(metrics, { host: "http://localhost" })],
  ["a misspelt variable", (start, metrics) => start(metrics, { environment: { METRICSMITH_ADRESS: ":1" } })],
];

let folder: string;
let compilerMessages: readonly string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "metricsmith-mistakes-"));
  for (const output of await generateOutputs(catalogOf(SCHEMA))) {
    if (output.kind === "file") writeFileSync(join(folder, output.path), output.text);
  }
  const head = [
    'import { startMetricsServer } from "@metricsmith/runtime/server";',
    'import * as r from "./recorders.js";',
    "declare const text: string;",
    "declare const maybe: string | undefined;",
  ];
  writeFileSync(join(folder, "main.ts"), [...head, ...COMPILED.map(([, code]) => code), ""].join("\n"));
  const files = [join(folder, "recorders.ts"), join(folder, "main.ts")];
  const { stdout } = await compileRecorders(folder, { files, rootDir: folder });
  compilerMessages = COMPILED.map((_, row) => messagesAt(stdout, head.length + row + 1));
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The compiler's messages on a line of the program, with their details. */
function messagesAt(output: string, line: number): string {
  const place = new RegExp(String.raw`main\.ts\(${line},\d+\): (.*(?:\n {2}.*)*)`, "g");
  return [...output.matchAll(place)]
    .map(([, message = ""]) => message.replaceAll(folder, "/shop"))
    .join("\n");
}

test("each first mistake in code has the message that a newcomer needs", async () => {
  const rows = COMPILED.map(([name, code], row) => {
    const message = compilerMessages[row] ?? "";
    return [`compiled: ${name}`, `${code}\n\n${message || "(compiles)"}`] as const;
  });
  const { metrics, ...recorders } = await import(
    /* @vite-ignore */ pathToFileURL(join(folder, "dist/recorders.js")).href
  );
  const called = CALLED.map(([name, call]) => {
    const messages: string[] = [];
    metrics.reset();
    metrics.configure({ warn: (message: string) => messages.push(withoutPlace(message)) });
    call(recorders);
    return [`at run time: ${name}`, messages.join("\n") || "(no message)"] as const;
  });
  const server = join(folder, "node_modules/@metricsmith/runtime/dist/server.js");
  const { startMetricsServer } = await import(/* @vite-ignore */ pathToFileURL(server).href);
  const served: (readonly [string, string])[] = [];
  for (const [name, start] of SERVED) {
    served.push([
      `startMetricsServer: ${name}`,
      await errorOf(() => start(startMetricsServer, metrics as never)),
    ]);
  }
  const document = messagesDocument([...rows, ...called, ...served]);
  await expect(document).toMatchFileSnapshot("../../fixtures/messages/code.txt");
});

function withoutPlace(message: string): string {
  return message.replace(/ Called at \S*first-mistakes\.test\.ts:\d+:\d+\.$/, " Called at PLACE.");
}

async function errorOf(call: () => Promise<unknown>): Promise<string> {
  try {
    await call();
    return "(no error)";
  } catch (error) {
    return String(error);
  }
}
