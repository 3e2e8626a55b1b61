import { type Answer, isReading, notAllowedAnswer, plainAnswer } from "./answer.js";

/**
 * The answer to a request for how the server is, at the paths that Prometheus' own programs have: healthy while it
 * answers, ready while it does not close. `undefined` for other paths.
 */
export function healthAnswer(
  path: string | undefined,
  method: string | undefined,
  closing: boolean,
): Answer | undefined {
  if (path !== "/-/healthy" && path !== "/-/ready") return undefined;
  if (!isReading(method)) return notAllowedAnswer();
  if (path === "/-/healthy") return plainAnswer(200, "healthy\n");
  return closing ? plainAnswer(503, "not ready: the server is closing\n") : plainAnswer(200, "ready\n");
}
