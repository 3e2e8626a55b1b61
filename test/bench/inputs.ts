import type {
  AuthnSecondFactorLabels,
  Endpoint,
  RequestDurationOpenidConnectLabels,
  Type,
} from "../../generated/recorders.js";

/** How many records one measured pass makes, of label sets in no order. */
export const PASS = 1024;

export const random = seeded(1);
const TYPES: readonly Type[] = ["webauthn", "totp", "duo"];
const CODES = [200, 200, 200, 204, 302, 401, 403, 404, 500];
const ENDPOINTS: readonly Endpoint[] = [
  "authorization",
  "pushed_authorization_request",
  "token",
  "userinfo",
  "revocation",
  "introspection",
  "openid_configuration",
  "oauth_configuration",
  "jwks",
];

/** Three labels, in no order: the label sets of `authelia_authn_second_factor`. */
export const counterLabels: readonly AuthnSecondFactorLabels[] = Array.from({ length: PASS }, () => ({
  success: random() < 0.5,
  banned: random() < 0.5,
  type: pick(TYPES),
}));

/** The cells of those label sets, for the bare increment of an array. */
export const cells = Int32Array.from(
  counterLabels,
  ({ success, banned, type }) => (Number(success) * 2 + Number(banned)) * 3 + TYPES.indexOf(type),
);

/** Two labels, in no order: the label sets of `authelia_request_duration_openid_connect`. */
export const histogramLabels: readonly RequestDurationOpenidConnectLabels[] = Array.from(
  { length: PASS },
  () => ({ endpoint: pick(ENDPOINTS), code: pick(CODES) }),
);

/** Seconds from 1 ms to 100 s, evenly over the orders of magnitude: every bucket is used. */
export const seconds = Float64Array.from({ length: PASS }, () => 10 ** (random() * 5 - 3));

/** The 17 bounds of `authelia_request_duration_openid_connect`. */
export const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 20, 30, 40, 50, 60];

function pick<T>(values: readonly T[]): T {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new RangeError("nothing to pick from");
  return value;
}

/** Numbers from 0 to 1, the same at every run (Park and Miller's generator). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
