import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** The example, running as a user runs it. */
export interface PortalProcess {
  readonly portalUrl: string;
  readonly metricsUrl: string;
  /** The page that plots the metrics; `undefined` if no address is printed. */
  readonly pageUrl: string | undefined;
  /** Sends a signal, and waits for the end. */
  stop(signal: "SIGINT" | "SIGTERM" | "SIGKILL"): Promise<PortalEnd>;
}

/** How the process ended, and what it printed. */
export interface PortalEnd {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Options for free ports on loopback. */
export const ANY_PORTS: readonly string[] = [
  ...["--port", "0"],
  ...["--metrics-address", "tcp://127.0.0.1", "--metrics-port", "0"],
];

/** Starts the built example by its `main.js`, and waits until it has printed its addresses. */
export async function startPortalProcess(
  main: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<PortalProcess> {
  const { child, end, stdout } = spawnPortal(main, args, environment);
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on("data", () => {
      if (stdout().includes("Ctrl-C stops it.")) resolve();
    });
    end.then(({ stderr }) => reject(new Error(`The portal has ended: ${stderr}`)), reject);
  });
  const printedAddress = (name: string) => new RegExp(`^ *${name} +(\\S+)`, "m").exec(stdout())?.[1];
  return {
    portalUrl: printedAddress("Portal") ?? "",
    metricsUrl: printedAddress("Metrics") ?? "",
    pageUrl: printedAddress("Page"),
    stop: (signal) => {
      child.kill(signal);
      return end;
    },
  };
}

/** Runs the built example, which is expected to end by itself. */
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
