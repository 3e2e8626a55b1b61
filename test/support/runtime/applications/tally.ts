import { EventEmitter, once } from "node:events";
import {
  addHttpRequestsInFlight,
  clearHttpRequestDurationSeconds,
  clearHttpRequestsTotal,
  type HttpRequestsTotalLabels,
  metrics,
  recordHttpRequestDurationSeconds,
  recordHttpRequestsTotal,
  setHttpRequestsInFlight,
} from "../../../fixtures/golden/http/recorders.js";

/** Generated recorders, and what they have recorded since it was created. There is one at a time. */
export class Tally {
  /** What an adapter takes. */
  readonly recorders = {
    requests: (labels: HttpRequestsTotalLabels): void => {
      recordHttpRequestsTotal(labels);
      this.#recorded += 1;
      this.#changes.emit("recorded");
    },
    duration: recordHttpRequestDurationSeconds,
    inFlight: (by?: number): void => {
      addHttpRequestsInFlight(by);
      if (by === 1) this.#begun += 1;
      this.#changes.emit("begun");
    },
  };
  #begun = 0;
  #recorded = 0;
  readonly #changes = new EventEmitter();

  constructor() {
    this.clear();
  }

  /** Forgets what has been recorded, for the tests that follow. */
  clear(): void {
    clearHttpRequestsTotal();
    clearHttpRequestDurationSeconds();
    setHttpRequestsInFlight(0);
  }

  /** How many requests have been recorded, as `GET /route 200`. */
  get requests(): Record<string, number> {
    return samplesOf("shop_http_requests_total", ({ method, route, code }) => `${method} ${route} ${code}`);
  }

  /** How many durations have been recorded, as `GET /route 2xx`. */
  get durations(): Record<string, number> {
    return samplesOf(
      "shop_http_request_duration_seconds_count",
      ({ method, route, status }) => `${method} ${route} ${status}`,
    );
  }

  get inFlight(): number | undefined {
    return samplesOf("shop_http_requests_in_flight", () => "all")["all"];
  }

  /** Resolves when at least that many requests have begun. */
  async begins(count: number): Promise<void> {
    while (this.#begun < count) await once(this.#changes, "begun");
  }

  /** Resolves when at least that many requests have been recorded. */
  async reaches(count: number): Promise<void> {
    while (this.#recorded < count) await once(this.#changes, "recorded");
  }
}

/** The samples of one name in the exposition, by a name that their labels give. */
function samplesOf(
  name: string,
  nameOf: (labels: Readonly<Record<string, string>>) => string,
): Record<string, number> {
  const lines = new TextDecoder().decode(metrics.expose()).split("\n");
  const samples = lines.flatMap((line) => {
    const [, found, labels = "", value] = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (found !== name) return [];
    const pairs = [...labels.matchAll(/([a-z_]+)="([^"]*)"/g)].map(([, label, text]) => [label, text]);
    return [[nameOf(Object.fromEntries(pairs)), Number(value)]];
  });
  return Object.fromEntries(samples);
}
