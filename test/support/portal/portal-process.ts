import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** The example, running as a user runs it. */
export interface PortalProcess {
  readonly portalUrl: string;
  readonly metricsUrl: string;
  /** Sends a signal, and waits for the end. */
  stop(signal: "SIGINT" | "SIGTERM" | "SIGKILL"): Promise<PortalEnd>;
}

/** How the process ended, and what it said. */
export interface PortalEnd {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** On loopback, where every port is free. */
export const ANY_PORTS: readonly string[] = [
  ...["--port", "0"],
  ...["--metrics-address", "tcp://127.0.0.1", "--metrics-port", "0"],
];

/** Starts the built example by its `main.js`, with further variables, and waits until it has printed its addresses. */
export async function startPortalProcess(
  main: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<PortalProcess> {
  const { child, end, stdout } = spawnPortal(main, args, environment);
  const [portalUrl, metricsUrl] = await new Promise<readonly [string, string]>((resolve, reject) => {
    child.stdout?.on("data", () => {
      const [, portal, metrics] = /Portal +(\S+)\s+Metrics +(\S+)\s/.exec(stdout()) ?? [];
      if (portal !== undefined && metrics !== undefined) resolve([portal, metrics]);
    });
    end.then(({ stderr }) => reject(new Error(`The portal has ended: ${stderr}`)), reject);
  });
  return {
    portalUrl,
    metricsUrl,
    stop: (signal) => {
      child.kill(signal);
      return end;
    },
  };
}

/** Runs the built example where it is expected to end by itself. */
export function runPortalProcess(main: string, args: readonly string[]): Promise<PortalEnd> {
  return spawnPortal(main, args).end;
}

interface Spawned {
  readonly child: ChildProcess;
  readonly end: Promise<PortalEnd>;
  stdout(): string;
}

function spawnPortal(
  main: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Spawned {
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "pipe"], env });
  const said = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.stderr += text;
  });
  const end = once(child, "close").then(() => ({ exitCode: child.exitCode, ...said }));
  return { child, end, stdout: () => said.stdout };
}
