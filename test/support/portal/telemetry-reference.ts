// Authelia's telemetry reference, as its documentation page has it. Written down by hand, so that what
// Prometheus has scraped is compared with the page, and not with the schema that it was made from.

/** A row of the tables "Vectored Counters" and "Vectored Histograms". */
export interface ReferenceFamily {
  readonly name: string;
  readonly labels: readonly string[];
  /** The column "Buckets"; counters have none. */
  readonly buckets: readonly number[];
}

const HTTP_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 20, 30, 40, 50, 60];

const AUTHN_BUCKETS = [
  ...[0.0005, 0.00075, 0.001, 0.005, 0.01, 0.025, 0.05, 0.075],
  ...[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 0.9, 1, 5, 10, 15, 30, 60],
];

export const REFERENCE_COUNTERS: readonly ReferenceFamily[] = [
  { name: "authelia_request", labels: ["code", "method"], buckets: [] },
  { name: "authelia_authz", labels: ["code"], buckets: [] },
  { name: "authelia_authn", labels: ["success", "banned"], buckets: [] },
  { name: "authelia_authn_second_factor", labels: ["success", "banned", "type"], buckets: [] },
];

export const REFERENCE_HISTOGRAMS: readonly ReferenceFamily[] = [
  { name: "authelia_authn_duration", labels: ["success"], buckets: AUTHN_BUCKETS },
  { name: "authelia_request_duration", labels: ["code"], buckets: HTTP_BUCKETS },
  {
    name: "authelia_request_duration_openid_connect",
    labels: ["endpoint", "code"],
    buckets: HTTP_BUCKETS,
  },
];

/** The column "Description" of the counters; the page describes no histogram. */
export const REFERENCE_DESCRIPTIONS: Readonly<Record<string, string>> = {
  authelia_request: "All Requests",
  authelia_authz: "Authz Requests",
  authelia_authn: "Authn Requests (1FA)",
  authelia_authn_second_factor: "Authn Requests (2FA)",
};

/** The section "Vector Definitions": every label value, where the page lists them. */
export const REFERENCE_VALUES = {
  success: ["false", "true"],
  banned: ["false", "true"],
  type: ["duo", "totp", "webauthn"],
  endpoint: [
    "authorization",
    "introspection",
    "jwks",
    "oauth_configuration",
    "openid_configuration",
    "pushed_authorization_request",
    "revocation",
    "token",
    "userinfo",
  ],
} as const;
