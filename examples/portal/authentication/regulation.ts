import { ExpiringMap } from "./expiring-map.js";

/** `maxFailures` failures in a row within `withinSeconds` ban a username for `banSeconds`. */
export interface RegulationRule {
  readonly maxFailures: number;
  readonly withinSeconds: number;
  readonly banSeconds: number;
}

export const DEFAULT_REGULATION: RegulationRule = { maxFailures: 3, withinSeconds: 120, banSeconds: 60 };

/** Bans a username after repeated failures of either factor, even if there is no such user. */
export class Regulation {
  readonly rule: RegulationRule;
  readonly #failures: ExpiringMap<number>;
  readonly #bans: ExpiringMap<true>;

  constructor(rule: RegulationRule) {
    this.rule = rule;
    this.#failures = new ExpiringMap(rule.withinSeconds);
    this.#bans = new ExpiringMap(rule.banSeconds);
  }

  isBanned(username: string): boolean {
    return this.#bans.get(username) === true;
  }

  addFailure(username: string): void {
    const failures = (this.#failures.get(username) ?? 0) + 1;
    if (failures < this.rule.maxFailures) {
      this.#failures.set(username, failures);
      return;
    }
    this.#failures.delete(username);
    this.#bans.set(username, true);
  }

  clearFailures(username: string): void {
    this.#failures.delete(username);
  }
}
