import type { Cluster, Worker } from "node:cluster";
import { collectRequest, isWorkerAnswer, received, type WorkerAnswer } from "./cluster-message.js";
import type { WorkerSlots } from "./worker-slots.js";

/** What the primary uses of `node:cluster`. */
type Primary = Pick<Cluster, "workers" | "on">;

/** How many workers have answered a request in time, and how many have not. */
export interface Turnout {
  readonly answered: number;
  readonly missing: number;
}

/** A request that workers have yet to answer. */
interface Pending {
  readonly request: number;
  readonly waitedFor: Set<Worker>;
  readonly answered: Set<Worker>;
  readonly finish: () => void;
}

/** Asks the workers of a cluster for what they have recorded, and keeps what each said last. */
export class WorkerAnswers {
  readonly #slots: WorkerSlots;
  readonly #failed: (worker: Worker, error: string) => void;
  /** Those that are connected, each with the latest request that it has answered; -1 if it has not spoken yet. */
  readonly #connected = new Map<Worker, number>();
  readonly #pending = new Set<Pending>();
  #requests = 0;

  /** @param failed is told that a worker cannot give what it has */
  constructor(primary: Primary, slots: WorkerSlots, failed: (worker: Worker, error: string) => void) {
    this.#slots = slots;
    this.#failed = failed;
    for (const worker of Object.values(primary.workers ?? {})) {
      if (worker === undefined) continue;
      this.#connected.set(worker, -1);
      ask(worker, 0); // it may have answered already, when no one listened
    }
    primary.on("fork", (worker) => this.#connected.set(worker, -1));
    primary.on("message", (worker, message: unknown) => {
      if (isWorkerAnswer(message)) this.#accept(worker, message);
    });
    // Not at "exit", before which not all messages may have arrived.
    primary.on("disconnect", (worker) => this.#end(worker));
  }

  /**
   * Has all workers say what they have recorded.
   *
   * @param timeout how long to wait for them, in milliseconds
   * @returns what counts the workers, at the moment when it is called
   */
  async collect(timeout: number): Promise<() => Turnout> {
    this.#requests += 1;
    const request = this.#requests;
    const waitedFor = new Set<Worker>();
    for (const [worker, answered] of this.#connected) if (answered >= 0) waitedFor.add(worker);
    const answered = new Set<Worker>();
    if (waitedFor.size > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => pending.finish(), timeout);
        const finish = () => {
          clearTimeout(timer);
          this.#pending.delete(pending);
          resolve();
        };
        const pending: Pending = { request, waitedFor, answered, finish };
        this.#pending.add(pending);
        for (const worker of [...waitedFor]) ask(worker, request);
      });
    }
    return () => {
      const present = [...this.#connected.keys()].filter((worker) => answered.has(worker)).length;
      return { answered: present, missing: this.#connected.size - present };
    };
  }

  #accept(worker: Worker, { request, families, error, last }: WorkerAnswer): void {
    const before = this.#connected.get(worker);
    if (before === undefined) return; // what it had is counted among the ended
    this.#connected.set(worker, Math.max(before, request));
    if (families !== undefined) this.#slots.take(worker.id, received(families));
    if (error !== undefined) this.#failed(worker, error);
    if (last) {
      this.#end(worker);
      return;
    }
    for (const pending of this.#pending) {
      if (pending.request > request) continue;
      if (families !== undefined) pending.answered.add(worker);
      this.#noLongerWaitedFor(worker, pending);
    }
  }

  #end(worker: Worker): void {
    if (!this.#connected.delete(worker)) return;
    this.#slots.end(worker.id);
    for (const pending of this.#pending) this.#noLongerWaitedFor(worker, pending);
  }

  #noLongerWaitedFor(worker: Worker, pending: Pending): void {
    if (pending.waitedFor.delete(worker) && pending.waitedFor.size === 0) pending.finish();
  }
}

/** A worker that cannot be told is about to be disconnected. */
function ask(worker: Worker, request: number): void {
  worker.send(collectRequest(request), () => {});
}
