import { type Endpoint, startRequestDurationOpenidConnectTimer } from "../../../generated/recorders.js";
import { type Answer, settle } from "../http/answer.js";
import type { Route } from "../http/router.js";

/**
 * The route of an OpenID Connect 1.0 endpoint, timed by `authelia_request_duration_openid_connect`.
 *
 * @param endpoint one of the schema's label values; another name does not compile
 */
export function endpointRoute(endpoint: Endpoint, path: string, answer: Answer): Route {
  return {
    path,
    answer: async (request) => {
      const stop = startRequestDurationOpenidConnectTimer();
      const reply = await settle(answer, request);
      stop({ endpoint, code: reply.status });
      return reply;
    },
  };
}
