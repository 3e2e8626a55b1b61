import { setTimeout as delay } from "node:timers/promises";
import {
  failSecondFactors,
  guessPasswords,
  misuseOpenIdConnect,
  passSecondFactors,
  readDocuments,
  type Scenario,
  signInToApplication,
  strayRequests,
  visitSites,
} from "./scenarios.js";
import { createRandom, type Send, Visitor } from "./visitor.js";

const SCENARIOS: readonly Scenario[] = [
  visitSites,
  guessPasswords,
  passSecondFactors,
  failSecondFactors,
  signInToApplication,
  misuseOpenIdConnect,
  readDocuments,
  strayRequests,
];

interface LoadOptions {
  readonly seed?: number;
  /** The approximate number of requests a second. They are sent one after the other. */
  readonly perSecond?: number;
  /** The number of times that each scenario runs; endless by default. */
  readonly rounds?: number;
}

/** A running load. */
export interface Load {
  /** Settles when the load ends; rejects if a request fails. */
  readonly ended: Promise<void>;
  /** Ends the load, even during a request. */
  stop(): Promise<void>;
}

/** Runs all scenarios over real HTTP, again and again. The seed determines their order. */
export function startLoad(portalUrl: string, options: LoadOptions = {}): Load {
  const { seed = 1, perSecond = 40, rounds = Number.POSITIVE_INFINITY } = options;
  const random = createRandom(seed);
  const stopping = new AbortController();
  const { signal } = stopping;

  const send: Send = async (path, init) => {
    await delay((1000 / perSecond) * (0.5 + random.next()), undefined, { signal });
    return fetch(new URL(path, portalUrl), { ...init, signal });
  };

  async function run(): Promise<void> {
    const runs = SCENARIOS.map((scenario) => ({ scenario, visitor: new Visitor(send) }));
    for (let round = 0; round < rounds; round += 1) {
      for (const { scenario, visitor } of random.shuffle(runs)) await scenario(visitor, random);
    }
  }

  const ended = run().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return {
    ended,
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}
