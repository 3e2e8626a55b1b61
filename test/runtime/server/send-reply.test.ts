import { once } from "node:events";
import {
  createServer,
  get,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, connect } from "node:net";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Reply, sendReply } from "../../../runtime/server/reply.js";

const MEGABYTE = 1 << 20;

/** More than the buffers between a server and a client that does not read. */
const MANY = 64;

describe("sendReply", () => {
  let server: Server;
  let url: string;
  let sent: Sent;

  beforeEach(async () => {
    server = createServer((incoming, response) => {
      const [, slices = "", size = "", letter = "~"] = (incoming.url ?? "").split("/");
      if (slices !== "held")
        sent = new Sent(response, { slices: Number(slices), size: Number(size), letter });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on TCP
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  test.each([
    ["no slice has its length", { slices: 0, size: 0, length: "0", encoding: undefined }],
    ["one slice has its length", { slices: 1, size: 500, length: "500", encoding: undefined }],
    [
      "one large slice has its length",
      { slices: 1, size: 5_000_000, length: "5000000", encoding: undefined },
    ],
    ["several small slices has its length", { slices: 3, size: 500, length: "1500", encoding: undefined }],
    [
      "several large slices is chunked",
      { slices: 9, size: MEGABYTE, length: undefined, encoding: "chunked" },
    ],
    [
      "several slices that are empty has its length",
      { slices: 3, size: 0, length: "0", encoding: undefined },
    ],
  ])("a body of %s, and is whole", async (_, { slices, size, length, encoding }) => {
    const response = await ask(`${url}/${slices}/${size}`);
    const { headers } = response;
    expect([headers["content-length"], headers["transfer-encoding"]]).toEqual([length, encoding]);
    expect(await bytesOf(response)).toEqual(slices * size);
  });

  test.each([
    ["one slice", { slices: 1, length: "1048576", encoding: undefined }],
    ["several, which has no length,", { slices: 9, length: undefined, encoding: undefined }],
  ])("a HEAD of %s has no body, for which nothing more is made", async (_, want) => {
    const outgoing = request(`${url}/${want.slices}/${MEGABYTE}`, { method: "HEAD", agent: false });
    outgoing.end();
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    const { headers } = response;
    expect([headers["content-length"], headers["transfer-encoding"]]).toEqual([want.length, want.encoding]);
    expect(await bytesOf(response)).toBe(0);
    expect(response.socket.bytesRead).toBeLessThan(1000);
    await sent.done;
    expect(sent.pulled).toBeLessThanOrEqual(2);
  });

  test("returns the buffers of a compressed body at once, of a small one after it is written, of a large one never", async () => {
    const given: number[] = [];
    server.removeAllListeners("request");
    server.on("request", ({ url: path = "" }, response: ServerResponse) => {
      const [, slices, size] = path.split("/").map(Number);
      const made = Array.from({ length: slices ?? 0 }, () => Buffer.alloc(size ?? 0, "~"));
      const compression = path.endsWith("gzip") ? "always" : "never";
      const reclaim = (bytes: Uint8Array) =>
        given.push(response.writableFinished ? bytes.length : -bytes.length);
      void sendReply(response, replyOf(made.values(), { compression, reclaim }));
    });
    for (const path of ["/1/5000", "/1/6000/gzip", `/3/${MEGABYTE}`, `/3/${MEGABYTE}/gzip`]) {
      await bytesOf(await ask(`${url}${path}`));
    }
    await vi.waitFor(() => expect(given).toEqual([5000, -6000, -MEGABYTE, -MEGABYTE, -MEGABYTE]));
  });

  test("waits for a reader that does not read, buffers little for it, and answers others", async () => {
    const response = await ask(`${url}/${MANY}/${MEGABYTE}`);
    const slow = sent;
    const answered = await askUntilStalled(slow);
    expect(answered).toBeGreaterThan(1);
    expect(slow.pulled).toBeLessThan(MANY);
    expect(await bytesOf(response)).toBe(MANY * MEGABYTE);
    await slow.done;
    expect(slow.pulled).toBe(MANY);
    expect(Math.max(...slow.waiting)).toBeLessThan(100_000);
  });

  test("lets the event loop run between slices, even for a fast reader", async () => {
    expect(await bytesOf(await ask(`${url}/${MANY}/${MEGABYTE}`))).toBe(MANY * MEGABYTE);
    expect(sent.turned.slice(2)).toEqual(new Array(MANY - 1).fill(true)); // the first two are made at once
  });

  test("stops making slices if the client disconnects, and answers others", async () => {
    const response = await ask(`${url}/${MANY}/${MEGABYTE}`);
    const slow = sent;
    await askUntilStalled(slow);
    const { pulled } = slow;
    response.destroy();
    await slow.done;
    expect([slow.pulled, pulled < MANY]).toEqual([pulled, true]);
    expect(await bytesOf(await ask(`${url}/3/10`))).toBe(30);
  });

  test("stops at once if the client has already disconnected", async () => {
    const outgoing = get(`${url}/held`);
    outgoing.on("error", () => {});
    const [, response] = (await once(server, "request")) as [IncomingMessage, ServerResponse];
    const closed = once(response, "close");
    outgoing.destroy();
    await closed;
    const late = new Sent(response, { slices: MANY, size: MEGABYTE, letter: "~" });
    await late.done;
    expect(late.pulled).toBeLessThanOrEqual(2);
  });

  test.each([
    ["first", { slices: [] }],
    ["second", { slices: [1] }],
    ["third", { slices: [1, 1] }],
    ["fourth", { slices: [1, 1, 1] }],
    ["late", { slices: [MEGABYTE, 1, 1] }],
  ])("rejects if the %s slice cannot be made", async (_, { slices }) => {
    get(`${url}/held`).on("error", () => {});
    const [, response] = (await once(server, "request")) as [IncomingMessage, ServerResponse];
    const done = vi.fn();
    const error = new Error("there is no such slice");
    await expect(sendReply(response, replyOf(failing(slices, error), { done }))).rejects.toBe(error);
    const bytes = slices.reduce((sum, size) => sum + size, 0);
    expect(done.mock.calls).toEqual([[bytes, error]]);
  });

  test.each([
    ["a small body", { path: "/2/500", want: 1000 }],
    ["a large body", { path: `/5/${MEGABYTE}`, want: 5 * MEGABYTE }],
  ])("%s is done once, with its bytes before compression", async (_, { path, want }) => {
    const done = vi.fn();
    server.removeAllListeners("request");
    server.on("request", (_request, response: ServerResponse) => {
      const [, slices, size] = path.split("/").map(Number);
      const made = Array.from({ length: slices ?? 0 }, () => Buffer.alloc(size ?? 0, "~"));
      void sendReply(response, replyOf(made.values(), { compression: "always", done }));
    });
    const response = await ask(`${url}${path}`);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    expect(response.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(Buffer.concat(chunks)).equals(Buffer.alloc(want, "~"))).toBe(true);
    expect(done.mock.calls).toEqual([[want, undefined]]);
  });

  test("answers pipelined requests in order and completely", async () => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    const ask = (letter: string, end: string) =>
      socket.write(`GET /5/${MEGABYTE}/${letter} HTTP/1.1\r\nHost: x\r\nConnection: ${end}\r\n\r\n`);
    ask("~", "keep-alive");
    ask("^", "close");
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString("latin1");
    const count = (letter: string) => text.split(letter).length - 1;
    expect([count("~"), count("^")]).toEqual([5 * MEGABYTE, 5 * MEGABYTE]);
    expect(text.lastIndexOf("~")).toBeLessThan(text.indexOf("^"));
  });

  /** Requests something else until no more slices are made for a slow reader, and returns how many times. */
  async function askUntilStalled(slow: Sent): Promise<number> {
    let answered = 0;
    for (let calm = 0, before = -1; calm < 5; calm = slow.pulled === before ? calm + 1 : 0) {
      before = slow.pulled;
      expect(await bytesOf(await ask(`${url}/1/10`))).toBe(10);
      answered++;
    }
    return answered;
  }
});

interface Body {
  readonly slices: number;
  readonly size: number;
  readonly letter: string;
}

/** A response whose slices are counted as they are made. */
class Sent {
  pulled = 0;
  /** How many unsent bytes the response had each time a slice was requested. */
  readonly waiting: number[] = [];
  /** Whether the event loop ran since the previous slice, each time a slice was requested. */
  readonly turned: boolean[] = [];
  readonly done: Promise<void>;
  private hasTurned = false;

  constructor(response: ServerResponse, body: Body) {
    this.done = sendReply(response, replyOf({ next: () => this.pull(response, body) }));
  }

  private pull(response: ServerResponse, { slices, size, letter }: Body): IteratorResult<Uint8Array, void> {
    this.turned.push(this.hasTurned);
    this.hasTurned = false;
    setImmediate(() => {
      this.hasTurned = true;
    });
    this.waiting.push(response.writableLength);
    if (this.pulled === slices) return { done: true, value: undefined };
    this.pulled += 1;
    return { done: false, value: Buffer.alloc(size, letter) };
  }
}

function* failing(slices: readonly number[], error: Error): Generator<Uint8Array, void> {
  for (const size of slices) yield new Uint8Array(size);
  throw error;
}

function replyOf(slices: Reply["slices"], reply: Partial<Reply> = {}): Reply {
  return { status: 200, headers: [], slices, done() {}, ...reply };
}

async function ask(url: string): Promise<IncomingMessage> {
  const [response] = (await once(get(url, { agent: false }), "response")) as [IncomingMessage];
  return response;
}

async function bytesOf(response: IncomingMessage): Promise<number> {
  let bytes = 0;
  for await (const chunk of response) bytes += (chunk as Buffer).length; // it has no encoding
  return bytes;
}
