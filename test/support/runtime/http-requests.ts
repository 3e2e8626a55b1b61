import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { metrics } from "../../fixtures/golden/http/recorders.js";

/** Listens on loopback until the test has finished. */
export async function startServer(listener: RequestListener): Promise<{ server: Server; port: number }> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port }; // it listens on TCP
}

/** Sends bytes on a connection of their own, and gives all that comes back until it is closed. */
export async function sendRaw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(bytes);
  return text(socket);
}

/** Gets paths, one after another, on one connection. */
export async function get(port: number, ...paths: readonly string[]): Promise<void> {
  const last = paths.length - 1;
  const requests = paths.map(
    (path, at) =>
      `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: ${at === last ? "close" : "keep-alive"}\r\n\r\n`,
  );
  await sendRaw(port, requests.join(""));
}

/** The exposed lines of a metric of the fixture, without its name and a namespace. */
export function linesOf(metric: string): readonly string[] {
  const lines = new TextDecoder().decode(metrics.expose()).split("\n");
  return lines
    .filter((line) => line.startsWith(`shop_${metric}`))
    .map((line) => line.slice(`shop_${metric}`.length));
}
