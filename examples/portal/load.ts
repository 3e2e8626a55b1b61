import { setTimeout as delay } from "node:timers/promises";
import { misuseOpenIdConnect, readDocuments, signInToApplication } from "./load/openid-connect-scenarios.js";
import { seededRandom } from "./load/random.js";
import type { Scenario } from "./load/scenario.js";
import {
  failSecondFactors,
  guessPasswords,
  passSecondFactors,
  visitSites,
} from "./load/sign-in-scenarios.js";
import { strayRequests } from "./load/stray-scenario.js";
import { type Send, Visitor } from "./load/visitor.js";

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

export interface LoadOptions {
  readonly seed?: number;
  /** About how many requests a second; they are sent one after the other. */
  readonly perSecond?: number;
  /** How often each scenario is played; endlessly unless given. */
  readonly rounds?: number;
}

/** A load that is running. */
export interface Load {
  /** Settles when the load has ended. */
  readonly ended: Promise<void>;
  /** Ends the load, in the middle of a request too. */
  stop(): Promise<void>;
}

/** Plays every scenario, in an order that the seed determines, then again: a gentle load over real HTTP. */
export function startLoad(portalUrl: string, options: LoadOptions = {}): Load {
  const { seed = 1, perSecond = 40, rounds = Number.POSITIVE_INFINITY } = options;
  const random = seededRandom(seed);
  const stopping = new AbortController();
  const { signal } = stopping;

  const send: Send = async (path, init) => {
    await delay((1000 / perSecond) * (0.5 + random.next()), undefined, { signal });
    return fetch(new URL(path, portalUrl), { ...init, signal });
  };

  async function play(): Promise<void> {
    const cast = SCENARIOS.map((scenario) => ({ scenario, visitor: new Visitor(send) }));
    for (let round = 0; round < rounds; round += 1) {
      for (const { scenario, visitor } of random.shuffle(cast)) await scenario(visitor, random);
    }
  }

  const ended = play().catch((error: unknown) => {
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
