import { once } from "node:events";
import { RawClient } from "../raw-client.js";
import { type Application, type Framework, type Gate, portOf } from "./application.js";
import type { Tally } from "./tally.js";

/** What a client does to an application, and what is to be recorded of it. */
export interface HostileCase {
  readonly name: string;
  run(situation: Situation): Promise<void>;
  want(framework: Framework): Readonly<Record<string, number>>;
}

export interface Situation {
  readonly framework: Framework;
  readonly application: Application;
  readonly gate: Gate;
  readonly tally: Tally;
  connect(): Promise<Visit>;
}

export interface Visit {
  readonly client: RawClient;
  /** When the server has seen that the client is gone. */
  readonly left: Promise<void>;
}

const JUNK_PATHS = 300;

export const hostileCases: readonly HostileCase[] = [
  {
    name: "a client that leaves before it is answered",
    async run({ gate, connect }) {
      const { client, left } = await connect();
      client.socket.write(get("/wait"));
      await gate.entered;
      client.socket.destroy();
      await left;
      gate.open();
    },
    want: () => ({ "GET /wait 499": 1 }),
  },
  {
    name: "a client that leaves while it is answered",
    async run({ connect }) {
      const { client, left } = await connect();
      client.socket.write(get("/large"));
      await client.receives(1000);
      client.socket.destroy();
      await left;
    },
    want: () => ({ "GET /large 200": 1 }),
  },
  {
    name: "a handler that throws",
    run: (situation) => exchange(situation, last("/throws")),
    want: () => ({ "GET /throws 500": 1 }),
  },
  {
    name: "a handler that rejects",
    run: (situation) => exchange(situation, last("/rejects")),
    want: () => ({ "GET /rejects 500": 1 }),
  },
  {
    name: "a streamed answer",
    run: (situation) => exchange(situation, last("/stream"), "three"),
    want: () => ({ "GET /stream 200": 1 }),
  },
  {
    name: "a connection that becomes a WebSocket",
    async run({ application, framework, connect }) {
      if (framework.hasNodeResponse) {
        const { client } = await connect();
        client.socket.write(UPGRADE);
        await receives(client, "101 Switching");
        client.socket.destroy();
      }
      // With a listener for such requests, the framework does not see them.
      application.server.on("upgrade", (_request, socket) =>
        socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n"),
      );
      await exchange({ connect }, UPGRADE, "101 Switching");
    },
    want: ({ hasNodeResponse }) => (hasNodeResponse ? { "GET /socket 101": 1 } : {}),
  },
  {
    name: "a request for the head alone",
    run: (situation) => exchange(situation, last("/shop/items/7", "HEAD"), "200 OK"),
    want: ({ itemRoute }) => ({ [`HEAD ${itemRoute} 200`]: 1 }),
  },
  {
    name: "interim answers",
    async run({ connect }) {
      const { client } = await connect();
      client.socket.write(
        `POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n`,
      );
      await receives(client, "100 Continue");
      client.socket.write("text");
      await receives(client, "uploaded");
      client.socket.write(last("/hints"));
      await receives(client, "hinted");
    },
    want: () => ({ "POST /upload 200": 1, "GET /hints 200": 1 }),
  },
  {
    name: "a flood of paths that do not exist",
    async run(situation) {
      const paths = Array.from(
        { length: JUNK_PATHS - 1 },
        (_, index) => `/junk-${index}/shop/items?id=${index}`,
      );
      await exchange(situation, `${paths.map((path) => get(path)).join("")}${last("/shop/items")}`);
    },
    want: () => ({ "GET unmatched 404": JUNK_PATHS }),
  },
  {
    name: "requests that do not wait for answers",
    async run(situation) {
      const items = [get("/shop/items/1"), get("/shop/items/2"), get("/stream"), last("/shop/items/3")];
      await exchange(situation, items.join(""));
      const { client, left } = await situation.connect();
      client.socket.write([get("/wait"), get("/shop/items/4"), get("/shop/items/5")].join(""));
      await situation.gate.entered;
      client.socket.destroy();
      await left;
      situation.gate.open();
    },
    want: ({ itemRoute, recordsGivenResponses }) => ({
      [`GET ${itemRoute} 200`]: recordsGivenResponses ? 5 : 3,
      "GET /stream 200": 1,
      "GET /wait 499": 1,
      ...(recordsGivenResponses ? {} : { [`GET ${itemRoute} 499`]: 2 }),
    }),
  },
  {
    name: "a request in flight at the shutdown",
    async run({ application, gate, connect }) {
      const { client } = await connect();
      client.socket.write(last("/wait"));
      await gate.entered;
      const closed = application.close();
      gate.open();
      await receives(client, "waited");
      await closed;
    },
    want: () => ({ "GET /wait 200": 1 }),
  },
  {
    name: "a handler that answers twice",
    run: (situation) => exchange(situation, last("/twice")),
    want: () => ({ "GET /twice 200": 1 }),
  },
];

const UPGRADE = `${get("/socket").trimEnd()}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${btoa("a sixteen bytes!")}\r\n\r\n`;

function get(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
}

/** The last request of a connection. */
function last(path: string, method = "GET"): string {
  return `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
}

/** Connects to an application, which sees the connection at the same time. */
export async function visit(application: Application): Promise<Visit> {
  const { server } = application;
  const seen = once(server, "connection");
  const client = await RawClient.connect(portOf(server));
  const [socket] = await seen;
  return { client, left: new Promise((resolve) => socket.once("close", resolve)) };
}

async function exchange({ connect }: Pick<Situation, "connect">, sent: string, want = ""): Promise<void> {
  const { client } = await connect();
  client.socket.write(sent);
  await client.closed;
  if (!client.received.includes(want)) throw new Error(`no ${want} in: ${client.received}`);
}

/** Waits until that text has come. */
async function receives(client: RawClient, text: string): Promise<void> {
  while (!client.received.includes(text)) {
    if (client.socket.destroyed) throw new Error(`no ${text} in: ${client.received}`);
    await client.receives(client.received.length + 1);
  }
}
