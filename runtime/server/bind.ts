import type { Server } from "node:http";
import type { ListenOptions } from "node:net";

/**
 * Binds a server and listens.
 *
 * @throws Node's error if that fails
 */
export function bind(server: Server, options: ListenOptions & { readonly fd?: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
