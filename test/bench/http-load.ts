import { once } from "node:events";
import { connect, type Socket } from "node:net";

/**
 * Asks a server for the same path again and again, over several connections that are kept, each of which has one
 * request at a time. It needs so little that the server is never idle.
 */
export class HttpLoad {
  readonly #sockets: readonly Socket[];
  readonly #request: Buffer;
  /** Of each response, in bytes: the same for all. */
  readonly #length: number;

  private constructor(sockets: readonly Socket[], request: Buffer, length: number) {
    this.#sockets = sockets;
    this.#request = request;
    this.#length = length;
  }

  static async open(url: string, connections: number): Promise<HttpLoad> {
    const { hostname, port, pathname } = new URL(url);
    const request = Buffer.from(`GET ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
    const sockets = Array.from({ length: connections }, () => connect(Number(port), hostname));
    await Promise.all(sockets.map((socket) => once(socket, "connect")));
    const [first] = sockets;
    if (first === undefined) throw new Error("a load needs a connection");
    first.setNoDelay(true);
    first.write(request);
    const [response] = (await once(first, "data")) as [Buffer]; // small enough for one packet
    if (!response.toString().startsWith("HTTP/1.1 200")) throw new Error(`${url} does not answer with 200`);
    for (const socket of sockets) socket.setNoDelay(true);
    return new HttpLoad(sockets, request, response.length);
  }

  /** Resolves when all requests have been answered. */
  async send(requests: number): Promise<void> {
    let open = requests;
    await Promise.all(
      this.#sockets.map(
        (socket) =>
          new Promise<void>((resolve) => {
            let received = 0;
            const next = () => {
              if (open === 0) {
                socket.off("data", onData);
                resolve();
                return;
              }
              open -= 1;
              socket.write(this.#request);
            };
            const onData = (chunk: Buffer) => {
              received += chunk.length;
              if (received < this.#length) return;
              received -= this.#length;
              next();
            };
            socket.on("data", onData);
            next();
          }),
      ),
    );
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
