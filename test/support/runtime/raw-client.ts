import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A client that sends what it likes, and says what came back. */
export class RawClient {
  readonly socket: Socket;
  /** When the connection has ended, in order or not. */
  readonly closed: Promise<void>;
  received = "";

  /** @param to a port of this machine, or the path of a Unix socket */
  static async connect(to: number | string | undefined): Promise<RawClient> {
    const client = new RawClient(typeof to === "string" ? connect(to) : connect(to ?? 0, "127.0.0.1"));
    await Promise.race([once(client.socket, "connect"), client.closed]);
    return client;
  }

  /** Sends, and waits for the end of the connection. */
  static async exchange(port: number | undefined, sent: string | Uint8Array): Promise<string> {
    const client = await RawClient.connect(port);
    client.socket.write(sent);
    await client.closed;
    return client.received;
  }

  /** @param socket that is connecting; what comes by it is read at once */
  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("error", () => {}); // a reset is as good an end as another
    this.closed = new Promise((resolve) => socket.once("close", () => resolve()));
    socket.on("data", (bytes: Buffer) => {
      this.received += bytes.toString("latin1");
    });
  }

  /** Sends a little from time to time, as long as the connection lasts. */
  drip(text: string): void {
    const timer = setInterval(() => this.socket.write(text), 20);
    this.socket.once("close", () => clearInterval(timer));
  }

  /** Resolves when that much text has come, or the connection has ended. */
  async receives(length: number): Promise<void> {
    while (this.received.length < length && !this.socket.destroyed) {
      await Promise.race([once(this.socket, "data"), this.closed]);
    }
  }
}

/** Many clients, a hundred at a time: of more than its backlog, a server would not know some that are connected. */
export async function connectMany(count: number, to: number | string | undefined): Promise<RawClient[]> {
  const clients: RawClient[] = [];
  while (clients.length < count) {
    const length = Math.min(100, count - clients.length);
    clients.push(...(await Promise.all(Array.from({ length }, () => RawClient.connect(to)))));
  }
  return clients;
}

export const REQUEST = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";
