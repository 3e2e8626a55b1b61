import { messageOf } from "../family/rejection.js";
import { PushError, type PushGroup, type PushReply, type PushRequest } from "./push-options.js";

/** What is to be done with a group: replace it, replace its metrics of the same names, delete it. */
export interface GatewayRequest {
  readonly method: PushRequest["method"];
  /** Makes the metrics, once for all attempts; `undefined` for a deletion. */
  readonly body: string | undefined;
  /** When to give up, on the clock of `performance.now()`. */
  readonly deadline: number;
}

/**
 * Sends a request to a Pushgateway. What may pass is tried again until the deadline: no connection, no reply, the status
 * 429, 500 or more.
 *
 * @throws PushError if the gateway has refused it, or was not reached in time
 */
export async function sendToGateway(group: PushGroup, request: GatewayRequest): Promise<void> {
  const start = performance.now();
  for (let attempts = 1; ; attempts += 1) {
    const failure = await attempt(group, request);
    if (failure === undefined) return;
    const pause = Math.max(failure.retryAfter ?? 0, pauseAfter(attempts));
    const passes = failure.mayPass && performance.now() + pause < request.deadline;
    if (!passes) throw errorOf(failure, { attempts, seconds: (performance.now() - start) / 1000 });
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** In milliseconds: the pause after the first attempt, and the longest. */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5000;

/** Twice as long each time, and never the same for jobs that end together. */
function pauseAfter(attempts: number): number {
  return Math.min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE) * (0.5 + Math.random() / 2);
}

/** Why an attempt failed. */
interface Failure {
  readonly message: string;
  /** Whether another attempt may succeed. */
  readonly mayPass: boolean;
  readonly status?: number;
  /** For how long the gateway wants no other attempt, in milliseconds. */
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

function errorOf(
  { message, status, cause }: Failure,
  { attempts, seconds }: { readonly attempts: number; readonly seconds: number },
): PushError {
  const tried = attempts === 1 ? "" : ` (${attempts} attempts in ${seconds.toFixed(1)} s)`;
  return new PushError(`${message}${tried}`, { status, cause });
}

/** In milliseconds: an attempt is given so much if there is as much time. */
const ENOUGH = 2000;

/** An attempt takes at most half of the time that is left, so that there is another if a reply gets lost. */
async function attempt(group: PushGroup, request: GatewayRequest): Promise<Failure | undefined> {
  const left = Math.max(0, request.deadline - performance.now());
  const limit = Math.ceil(Math.max(left / 2, Math.min(left, ENOUGH)));
  const abort = new AbortController();
  return settleWithin(requestOnce(group, request, abort.signal), limit, () => {
    abort.abort();
    const message = `the Pushgateway at ${group.gateway} did not reply within ${(limit / 1000).toFixed(1)} s`;
    return { message, mayPass: true };
  });
}

/** Waits for some work at most so many milliseconds, and keeps the process alive until then. */
export async function settleWithin<Value>(
  work: Promise<Value>,
  limit: number,
  onLate: () => Value,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limit);
  });
  try {
    return await Promise.race([work, late.then(onLate)]);
  } finally {
    clearTimeout(timer);
  }
}

async function requestOnce(
  group: PushGroup,
  { method, body }: GatewayRequest,
  signal: AbortSignal,
): Promise<Failure | undefined> {
  const { url, headers } = group;
  const type = { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" };
  const request = {
    method,
    headers: { ...headers, ...(body === undefined ? {} : type) },
    redirect: "manual",
    signal,
  } as const;
  try {
    const reply = await group.fetch(url, body === undefined ? request : { ...request, body });
    const text = await readStart(reply);
    return reply.status >= 200 && reply.status < 300 ? undefined : failureOf(group, reply, text);
  } catch (cause) {
    const reason = withoutSecrets(reasonOf(cause), group);
    const message = `cannot reach the Pushgateway at ${group.gateway}: ${reason}; is it running, and is the option url right?`;
    return { message, mayPass: true, cause };
  }
}

/** `fetch` says "fetch failed", and the reason in the cause; of several addresses, only the code says it. */
function reasonOf(error: unknown): string {
  const cause: unknown = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = messageOf(cause);
  const code: unknown = cause instanceof Error ? Reflect.get(cause, "code") : undefined;
  return message === "" || message === "fetch failed" ? String(code ?? message) : message;
}

/** In bytes: how much of a reply is read. The gateway's messages are shorter. */
const MOST_READ = 4096;

async function readStart({ status, body }: PushReply): Promise<string> {
  if (body === null) return "";
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  try {
    while (status >= 300 && text.length < MOST_READ) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    await reader.cancel(); // the connection is free then
  }
  return text.slice(0, MOST_READ);
}

function failureOf(group: PushGroup, { status, headers }: PushReply, text: string): Failure {
  const { gateway, labels } = group;
  const who = `the Pushgateway at ${gateway}`;
  if (status === 0 || (status >= 300 && status < 400)) {
    const target = targetOf(headers.get("location"), group);
    return {
      message: `${who} redirects to ${target}; set the option url to where it is`,
      mayPass: false,
      status,
    };
  }
  const mayPass = status === 429 || status >= 500;
  const said = shorten(withoutSecrets(text, group));
  const does = mayPass ? "replied" : `refused the metrics of job ${JSON.stringify(labels["job"])} with`;
  const message = `${who} ${does} ${status}${said === "" ? "" : `: ${said}`}${hintFor(status, text)}`;
  return { message, mayPass, status, retryAfter: waitOf(headers.get("retry-after")) };
}

function hintFor(status: number, text: string): string {
  if (status === 400 && text.includes("inconsistent")) {
    return (
      "; another group has the metric with another type, or two series have the same labels: " +
      "rename the metric, or delete that group"
    );
  }
  if (status === 401 || status === 403) return "; set the option basicAuth or headers";
  if (status === 404 || status === 405)
    return "; is the option url right, and has it the path prefix of the gateway?";
  return "";
}

/** Without user, query and fragment, which may be secrets. */
function targetOf(location: string | null, { url }: PushGroup): string {
  if (location === null || !URL.canParse(location, url)) return "another address";
  const { origin, pathname } = new URL(location, url);
  return origin + pathname.replace(/\/metrics\/job.*/, "");
}

/** Milliseconds of a header `Retry-After`: seconds, or a date. */
function waitOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return wait > 0 ? wait : undefined;
}

/** Shorter ones occur in other words. */
const SHORTEST_SECRET = 3;

function withoutSecrets(text: string, { secrets }: PushGroup): string {
  let shown = text;
  for (const secret of secrets) if (secret.length >= SHORTEST_SECRET) shown = shown.replaceAll(secret, "…");
  return shown;
}

const LONGEST_SHOWN = 500;

/** In one line. */
function shorten(text: string): string {
  const line = text.replace(/[\p{Cc}\s]+/gu, " ").trim();
  return line.length > LONGEST_SHOWN ? `${line.slice(0, LONGEST_SHOWN)}…` : line;
}
