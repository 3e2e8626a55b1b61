import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** A server of the Prometheus project's, which runs. */
export interface ServerProcess {
  readonly url: string;
  /** Ends the process. */
  stop(): Promise<void>;
}

const TRIES = 3;

/**
 * Starts a server on a free port of loopback, and waits until it is ready.
 *
 * @param argsFor the arguments for an address to listen on
 */
export async function startServerProcess(
  program: string,
  argsFor: (address: string) => readonly string[],
): Promise<ServerProcess> {
  for (let attempt = 1; ; attempt += 1) {
    const address = `127.0.0.1:${await freePort()}`;
    const child = spawn(program, argsFor(address));
    const log = logOf(child);
    const url = `http://${address}`;
    if (await isReady(child, url)) return { url, stop: () => end(child) };
    await end(child);
    if (attempt === TRIES) throw new Error(`${program} does not start:\n${log()}`); // else its port was taken
  }
}

/** Asks until the server is ready, has ended, or has had half a minute. */
async function isReady(child: ChildProcess, url: string): Promise<boolean> {
  const deadline = Date.now() + 30_000;
  while (child.exitCode === null && Date.now() < deadline) {
    const ready = await fetch(`${url}/-/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return child.exitCode === null;
    await delay(50);
  }
  return false;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await closed;
  clearTimeout(late);
}

function logOf(child: ChildProcess): () => string {
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      log = `${log}${text}`.slice(-10_000);
    });
  }
  return () => log;
}

/** A port that was free a moment ago; a server does not tell which one it got if it is given 0. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen({ host: "127.0.0.1", port: 0 }, () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
