import { execFile } from "node:child_process";

/** The output of a program, and how it ended. */
export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Thrown where a program cannot be started, or does not end with 0. */
export class RunError extends Error {
  override readonly name = "RunError";
  /** `ENOENT` where there is no such program. */
  readonly code: string | number | undefined;

  constructor(message: string, code: string | number | undefined) {
    super(message);
    this.code = code;
  }
}

export interface RunOptions {
  readonly cwd?: string;
  /** The standard input of the program. */
  readonly input?: string | Uint8Array;
  /** Exit codes other than 0 that are not errors. */
  readonly exitCodes?: readonly number[];
  /** In milliseconds: how long it may run. Five minutes by default. */
  readonly timeout?: number;
}

const LONGEST_OUTPUT = 64 * 1024 * 1024;

/** Runs a program to its end. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const { cwd, input, exitCodes = [], timeout = 300_000 } = options;
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      { timeout, maxBuffer: LONGEST_OUTPUT, cwd },
      (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : error.code;
        if (typeof exitCode === "number" && [0, ...exitCodes].includes(exitCode)) {
          resolve({ exitCode, stdout, stderr });
          return;
        }
        const said = `${stdout}\n${stderr}`.trim();
        reject(new RunError(`${program} ${args.join(" ")}\n${said || String(error)}`, exitCode ?? undefined));
      },
    );
    child.stdin?.on("error", () => {}); // it may end without having read everything
    child.stdin?.end(input);
  });
}
