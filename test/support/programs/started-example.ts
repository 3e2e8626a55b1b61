import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A program that was started by the one command of its README. */
export interface StartedExample {
  /** The addresses that it has printed, by their names. */
  readonly addresses: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * Runs `npm start` in a folder, without the build of the repository before it.
 *
 * @param names of the addresses to wait for; each is printed in a line such as `metrics: http://…`
 * @throws Error if the program ends before, with what it has printed
 */
export async function startExample(
  folder: string,
  names: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<StartedExample> {
  const child = spawn("npm", ["start", "--ignore-scripts"], {
    cwd: folder,
    env: { ...process.env, PORT: "0", METRICS_PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true, // a group of its own, which ends as a whole
  });
  const ended = once(child, "exit");
  const stop = async () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGTERM");
    await ended;
  };
  const addresses: Record<string, string> = {};
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    const [, name, address] = /(\w+): +(http:\S+)/.exec(line) ?? [];
    if (name !== undefined && address !== undefined) addresses[name.toLowerCase()] = address;
    if (names.every((one) => addresses[one] !== undefined)) return { addresses, stop };
  }
  throw new Error(`npm start has ended: ${lines.join("\n")}`);
}
