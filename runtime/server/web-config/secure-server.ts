import type { RequestListener } from "node:http";
import { createServer, type Server, type ServerOptions } from "node:https";
import type { TLSSocket } from "node:tls";
import type { Tls } from "./certificates.js";
import { admitsClient } from "./client-auth.js";

/**
 * A server over TLS that holds its clients to the present policy.
 *
 * @param current gives the present certificates and policy
 */
export function createSecureServer(
  options: ServerOptions,
  current: () => Tls,
  listener: RequestListener,
): Server {
  const tls = current();
  const server = createServer(
    {
      ...options,
      ...tls.context,
      requestCert: asksClients(tls),
      // Node would refuse each client without a certificate: the policy is held below.
      rejectUnauthorized: false,
    },
    listener,
  );
  // Before anything that the client sends is read.
  server.prependListener("secureConnection", (socket: TLSSocket) => {
    if (!admitsClient(socket, current())) socket.destroy();
  });
  return server;
}

/** New connections get the certificates; those that there are keep theirs. */
export function changeTls(server: Server, tls: Tls): void {
  server.setSecureContext(tls.context);
  // Node reads it at each connection. If it did not, no certificate would come, and `admitsClient` refuse.
  Object.assign(server, { requestCert: asksClients(tls) });
}

function asksClients({ clientAuth }: Tls): boolean {
  return clientAuth !== "NoClientCert";
}
