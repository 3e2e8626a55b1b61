import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { InstalledRuntime } from "../compiled-packages.js";

const PROGRAM = fileURLToPath(new URL("cluster-program.mjs", import.meta.url));

/** The samples that say how many workers a scrape has. */
export const ANSWERED = 'metricsmith_cluster_workers{state="answered"}';
export const MISSING = 'metricsmith_cluster_workers{state="missing"}';

/** Options with which a scrape waits for its workers on a slow machine, too. */
export const LONG_TIMEOUT = { cluster: { timeout: 20_000 }, registry: true };

export const DEADLINE = { timeout: 20_000, interval: 50 };

/** A message that the program or one of its workers sends. */
interface Said {
  readonly warning?: string;
  readonly about?: number;
  readonly times?: number;
}

/** A worker of the program. */
interface ProgramWorker {
  readonly worker: number;
  readonly pid: number;
}

/** An application's folder with the program, the compiled runtime and clients. */
export async function installProgram(clients: readonly string[]): Promise<InstalledRuntime> {
  const installed = new InstalledRuntime();
  await installed.install();
  for (const client of clients) installed.link(client);
  cpSync(PROGRAM, join(installed.directory, "program.mjs"));
  return installed;
}

/** A running program, whose primary and workers obey commands. */
export class ClusterProgram {
  readonly #said: Said[] = [];
  readonly #child: ChildProcess;
  readonly #replies = new Map<number, (result: unknown) => void>();
  readonly #pids: number[] = [];
  #commands = 0;
  #url = "";

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on("message", (message: Said & { readonly id?: number; readonly result?: unknown }) => {
      if (message.id === undefined) this.#said.push(message);
      else this.#replies.get(message.id)?.(message.result);
    });
  }

  /** @param client the package that the application uses, "" for none */
  static async start({ directory }: InstalledRuntime, client: string): Promise<ClusterProgram> {
    const child = fork(join(directory, "program.mjs"), {
      cwd: directory,
      env: { ...process.env, CLIENT: client },
      stdio: ["ignore", "inherit", "ignore", "ipc"], // an error of a worker is part of a test
    });
    const program = new ClusterProgram(child);
    await once(child, "message");
    return program;
  }

  /** Starts the metrics server. */
  async serve(options: object = { cluster: true, registry: true }): Promise<unknown> {
    const result = await this.command("start", { options });
    if (typeof result === "string") this.#url = result;
    return result;
  }

  async fork(place: number, answers = true): Promise<ProgramWorker> {
    const worker = (await this.command("fork", { place, answers })) as ProgramWorker; // as the program replies
    this.#pids.push(worker.pid);
    return worker;
  }

  /** Has the primary do something. */
  command(command: string, parameters: object = {}): Promise<unknown> {
    this.#commands += 1;
    const id = this.#commands;
    return new Promise((resolve) => {
      this.#replies.set(id, resolve);
      this.#child.send({ id, command, ...parameters });
    });
  }

  /** Has a worker do something. */
  tell({ worker }: ProgramWorker, command: string, parameters: object = {}): Promise<unknown> {
    return this.command("tell", { worker, message: { command, ...parameters } });
  }

  /** The warnings of all processes. */
  warnings(): readonly string[] {
    return this.#said.flatMap(({ warning }) => warning ?? []);
  }

  /** The number of jobs that a worker under load announced before recording them. */
  aboutTo(place: number): number {
    return Math.max(0, ...this.#said.map(({ about, times }) => (about === place ? (times ?? 0) : 0)));
  }

  async text(): Promise<string> {
    return (await fetch(this.#url)).text();
  }

  /** The samples of a scrape, by what stands before their values. */
  async scrape(): Promise<ReadonlyMap<string, number>> {
    const lines = (await this.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    return new Map(lines.map((line) => [line.replace(/ [^ ]*$/, ""), numberOf(line)]));
  }

  /** Scrapes until a sample has a value. */
  async waitFor(sample: string, value: number): Promise<void> {
    await expect.poll(async () => (await this.scrape()).get(sample), DEADLINE).toBe(value);
  }

  /** Ends the program and all of its workers. */
  async stop(): Promise<void> {
    const gone = once(this.#child, "exit");
    for (const pid of this.#pids) kill(pid, "SIGKILL");
    this.#child.kill("SIGKILL");
    await gone;
  }
}

/** A program and its first workers; a test takes as many as it has asked for. */
type StartedProgram = readonly [ClusterProgram, ProgramWorker, ProgramWorker, ProgramWorker];

/** Starts programs with a client, each of which ends after its test. */
interface ClusterUnderTest {
  /** Starts a program, its metrics server, and workers. Resolves when a scrape has all of them. */
  start(workers: number, options?: object): Promise<StartedProgram>;
  /** Starts a program without a server. */
  startPrimary(): Promise<ClusterProgram>;
}

/** Installs the hooks of a test file or of its tests with one client. */
export function clusterUnderTest(client: string): ClusterUnderTest {
  let installed: InstalledRuntime;
  let program: ClusterProgram | undefined;
  beforeAll(async () => {
    installed = await installProgram([client]);
  }, 60_000);
  afterAll(() => installed.remove());
  afterEach(async () => {
    await program?.stop();
    program = undefined;
  });
  async function startPrimary(): Promise<ClusterProgram> {
    program = await ClusterProgram.start(installed, client);
    return program;
  }
  return {
    startPrimary,
    async start(workers, options = LONG_TIMEOUT) {
      const started = await startPrimary();
      await started.serve(options);
      const forked: ProgramWorker[] = [];
      for (let place = 1; place <= workers; place++) forked.push(await started.fork(place));
      await started.waitFor(ANSWERED, workers);
      return [started, ...forked] as unknown as StartedProgram; // as many as were asked for
    },
  };
}

/** Sends a signal to a process, which may have ended already. */
export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

function numberOf(line: string): number {
  const text = line.replace(/^.* /, "");
  return text === "+Inf" ? Infinity : text === "-Inf" ? -Infinity : Number(text);
}
