import { Counter, Histogram, Registry } from "prom-client";
import {
  type Endpoint,
  type Method,
  recordAuthn,
  recordAuthnDuration,
  recordAuthnSecondFactor,
  recordAuthz,
  recordRequest,
  recordRequestDuration,
  recordRequestDurationOpenidConnect,
  type Type,
} from "../../generated/recorders.js";

/** How many series `recordAll` makes of the default schema's families. */
export const SERIES = 1000;

const BOOLEANS = [false, true];
const TYPES: readonly Type[] = ["webauthn", "totp", "duo"];
const METHODS: readonly Method[] = ["GET", "POST", "HEAD", "PUT"];
const ENDPOINTS: readonly Endpoint[] = ["authorization", "token", "userinfo", "jwks"];

/** The upper bounds that the default schema declares. */
const AUTHN_BOUNDS = [
  0.0005, 0.00075, 0.001, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 0.9, 1, 5, 10,
  15, 30, 60,
];
const HTTP_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 20, 30, 40, 50, 60];

/** The default schema's families in a registry of prom-client. */
export class ClientFamilies {
  readonly registry = new Registry();
  readonly #registers = [this.registry];
  readonly #request = this.#counter("authelia_request", ["code", "method"]);
  readonly #authz = this.#counter("authelia_authz", ["code"]);
  readonly #authn = this.#counter("authelia_authn", ["success", "banned"]);
  readonly #secondFactor = this.#counter("authelia_authn_second_factor", ["success", "banned", "type"]);
  readonly #authnDuration = this.#histogram("authelia_authn_duration", ["success"], AUTHN_BOUNDS);
  readonly #duration = this.#histogram("authelia_request_duration", ["code"], HTTP_BOUNDS);
  readonly #openidConnect = this.#histogram(
    "authelia_request_duration_openid_connect",
    ["endpoint", "code"],
    HTTP_BOUNDS,
  );

  recordAll(): void {
    for (const code of codes(60)) for (const method of METHODS) this.#request.inc({ code, method });
    for (const code of codes(54)) this.#authz.inc({ code });
    for (const success of BOOLEANS) {
      this.#authnDuration.observe({ success: String(success) }, Math.random());
      for (const banned of BOOLEANS) {
        this.#authn.inc({ success: String(success), banned: String(banned) });
        for (const type of TYPES) {
          this.#secondFactor.inc({ success: String(success), banned: String(banned), type });
        }
      }
    }
    for (const code of codes(12)) this.#duration.observe({ code }, Math.random());
    for (const endpoint of ENDPOINTS) {
      for (const code of codes(5)) this.#openidConnect.observe({ endpoint, code }, Math.random());
    }
  }

  #counter<Label extends string>(name: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help: name, labelNames, registers: this.#registers });
  }

  #histogram<Label extends string>(name: string, labelNames: Label[], buckets: number[]): Histogram<Label> {
    return new Histogram({ name, help: name, labelNames, buckets, registers: this.#registers });
  }
}

/** The same in the generated recorders. */
export function recordAll(): void {
  for (const code of codes(60)) for (const method of METHODS) recordRequest({ code, method });
  for (const code of codes(54)) recordAuthz({ code });
  for (const success of BOOLEANS) {
    recordAuthnDuration({ success }, Math.random());
    for (const banned of BOOLEANS) {
      recordAuthn({ success, banned });
      for (const type of TYPES) recordAuthnSecondFactor({ success, banned, type });
    }
  }
  for (const code of codes(12)) recordRequestDuration({ code }, Math.random());
  for (const endpoint of ENDPOINTS) {
    for (const code of codes(5)) recordRequestDurationOpenidConnect({ endpoint, code }, Math.random());
  }
}

function codes(count: number): number[] {
  return Array.from({ length: count }, (_, at) => 200 + at);
}
