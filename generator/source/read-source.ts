import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import type { ExpositionFormat } from "../exposition/exposition.js";
import { systemReason, UnreadableError } from "../text/system-reason.js";

/** How a source is asked. */
export interface SourceOptions {
  /** Further headers of requests to a URL, none by default. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For basic authentication at a URL. */
  readonly credentials?: Credentials | undefined;
  /** How long a URL may take, in milliseconds: 10,000 by default. */
  readonly timeout?: number;
  /** Gives up a request to a URL. */
  readonly signal?: AbortSignal | undefined;
  /** What `-` stands for: standard input by default. */
  readonly input?: AsyncIterable<Uint8Array>;
}

/** The bytes of a source, whatever they are. */
export interface FetchedSource {
  /** As messages name it: a URL without credentials, a file, `standard input`. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** That of a server, without parameters and in lower case; `undefined` where nobody says. */
  readonly contentType: string | undefined;
}

/** An exposition that was read, not yet parsed. */
export interface ReadSource extends Pick<FetchedSource, "name" | "bytes"> {
  readonly format: ExpositionFormat;
}

/** A source cannot be had, or is no exposition. */
export class SourceUnreadableError extends UnreadableError {
  override readonly name = "SourceUnreadableError";
}

/**
 * Reads an exposition from a URL, from a file, or for `-` from standard input. The format is that of the
 * `Content-Type`, and of what has none, OpenMetrics if it ends with `# EOF`.
 *
 * @throws SourceUnreadableError if it cannot be read, or a server answers with something else
 */
export async function readSource(source: string, options: SourceOptions = {}): Promise<ReadSource> {
  return asExposition(await fetchSource(source, options));
}

/**
 * Takes the bytes of a source for an exposition.
 *
 * @throws SourceUnreadableError if the server says that they are something else
 */
export function asExposition({ name, bytes, contentType }: FetchedSource): ReadSource {
  if (contentType === "application/openmetrics-text") return { name, bytes, format: "openmetrics" };
  if (contentType === "text/plain") return { name, bytes, format: "text" };
  if (contentType === undefined) return { name, bytes, format: formatByEnd(bytes) };
  throw new SourceUnreadableError(
    `${name} is ${JSON.stringify(contentType)}, which is no exposition; name the path of the metrics, as in http://localhost:9959/metrics`,
  );
}

/**
 * Reads a source of any kind from a URL, from a file, or for `-` from standard input.
 *
 * @throws SourceUnreadableError if it cannot be read
 */
export async function fetchSource(source: string, options: SourceOptions = {}): Promise<FetchedSource> {
  if (isUrl(source)) return fetchUrl(source, options);
  const name = sourceName(source);
  try {
    const bytes = source === "-" ? await buffer(options.input ?? process.stdin) : await readFile(source);
    return { name, bytes, contentType: undefined };
  } catch (cause) {
    const problem = `cannot read ${name}: ${systemReason(cause)}`;
    throw new SourceUnreadableError(problem + schemeHint(source), { cause });
  }
}

/** curl and browsers take `localhost:9959/metrics` for a URL; here it may be a file. */
function schemeHint(source: string): string {
  return /^[\w.-]+:\d+(\/|$)/.test(source) ? `; for a URL, write http://${source}` : "";
}

/** A source as messages name it: a URL without credentials, a file, `standard input`. */
export function sourceName(source: string): string {
  if (source === "-") return "standard input";
  if (!isUrl(source)) return source;
  if (!URL.canParse(source)) return source.replace(/^(https?:\/*).*@/is, "$1"); // as far as they can reach
  const url = new URL(source);
  url.username = "";
  url.password = "";
  return url.href;
}

function isUrl(source: string): boolean {
  return /^https?:/i.test(source);
}

/** A timer of Node that is set to more milliseconds goes off at once. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** Both formats are asked for, the text format rather: its names are those that dashboards have. */
const ACCEPT = "text/plain;version=0.0.4,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1";

async function fetchUrl(source: string, options: SourceOptions): Promise<FetchedSource> {
  const url = parseUrl(source);
  const credentials = options.credentials ?? credentialsIn(url);
  url.username = "";
  url.password = "";
  const name = sourceName(source);
  const headers = new Headers({ accept: ACCEPT });
  if (credentials !== undefined) headers.set("authorization", basicAuthorization(credentials));
  for (const [header, value] of Object.entries(options.headers ?? {})) headers.set(header, value);
  const timeout = options.timeout ?? 10_000;
  try {
    const signals = [
      AbortSignal.timeout(Math.min(timeout, LONGEST_TIMER)),
      ...(options.signal === undefined ? [] : [options.signal]),
    ];
    const response = await fetch(url, { headers, signal: AbortSignal.any(signals) });
    if (!response.ok) throw statusError(name, response);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const contentType = response.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
    return { name, bytes, contentType };
  } catch (cause) {
    if (cause instanceof SourceUnreadableError) throw cause;
    throw new SourceUnreadableError(`cannot read ${name}: ${networkReason(cause, timeout)}`, { cause });
  }
}

function parseUrl(source: string): URL {
  if (URL.canParse(source)) return new URL(source);
  throw new SourceUnreadableError(
    `${JSON.stringify(sourceName(source))} is no URL; write one such as http://localhost:9959/metrics`,
  );
}

function credentialsIn({ username, password }: URL): Credentials | undefined {
  if (username === "" && password === "") return undefined;
  try {
    return { user: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    throw new SourceUnreadableError(
      "the user or the password in the URL has a `%` that begins no escape; write `%25` for it",
    );
  }
}

/** RFC 7617. */
function basicAuthorization({ user, password }: Credentials): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

function statusError(name: string, { status, statusText }: Response): SourceUnreadableError {
  const hint = status === 401 ? "; give the user and password" : "";
  return new SourceUnreadableError(`${name} answered ${`${status} ${statusText}`.trim()}${hint}`);
}

/** The format of what has no `Content-Type`: OpenMetrics ends with `# EOF`. */
export function formatByEnd(bytes: Uint8Array): ExpositionFormat {
  return /(^|\n)# EOF\n?$/.test(Buffer.from(bytes.subarray(-7)).toString("latin1")) ? "openmetrics" : "text";
}

function networkReason(cause: unknown, timeout: number): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause.name === "TimeoutError") return `it did not answer within ${timeout / 1000} s`;
  if (!(cause.cause instanceof Error)) return cause.message;
  return isPlainHttpReply(cause.cause)
    ? "it does not answer with TLS; write http://"
    : systemReason(cause.cause);
}

/** As versions of OpenSSL say of an answer in plain HTTP, with a thread's number and a line of their source. */
function isPlainHttpReply({ message }: Error): boolean {
  return /wrong version number|packet length too long/.test(message);
}

/** When a source is read. */
export interface Schedule {
  /** When it is read for the last time, in milliseconds after the first; 0 for once. */
  readonly duration: number;
  /** Between the beginnings of two scrapes, in milliseconds. One that takes longer puts the next off to its turn. */
  readonly interval: number;
}

/** What a source gives each time: an exposition, or why there is none. The signal of the options ends it. */
export async function* scrapeRepeatedly(
  source: string,
  { duration, interval }: Schedule,
  options: SourceOptions,
): AsyncGenerator<ReadSource | SourceUnreadableError, void, undefined> {
  const start = performance.now();
  for (let due = 0; ; ) {
    const scrape = await readSource(source, options).catch(returnUnreadable);
    if (options.signal?.aborted) return;
    yield scrape;
    if (due >= duration) return;
    const elapsed = performance.now() - start;
    const reached = Math.max(due, elapsed); // a timer may go off a fraction of a millisecond early
    due = Math.min(duration, (Math.floor(reached / interval) + 1) * interval);
    if (!(await wait(due - elapsed, options.signal))) return;
  }
}

function returnUnreadable(error: unknown): SourceUnreadableError {
  if (error instanceof SourceUnreadableError) return error;
  throw error;
}

/** Waits; `false` if it is told to stop meanwhile. */
async function wait(milliseconds: number, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    for (let left = Math.max(0, milliseconds); ; left -= LONGEST_TIMER) {
      await delay(Math.min(left, LONGEST_TIMER), undefined, signal === undefined ? {} : { signal });
      if (left <= LONGEST_TIMER) return true;
    }
  } catch {
    return false; // nothing but the signal ends a delay
  }
}

/** Of a user, for basic authentication. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}
