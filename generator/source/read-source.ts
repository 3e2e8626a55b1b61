import { setTimeout as delay } from "node:timers/promises";
import { readRegularFile, tooLarge } from "@metricsmith/runtime/input";
import type { ExpositionFormat } from "../exposition/exposition.js";
import { systemReason, UnreadableError } from "../text/system-reason.js";

/** How a source is read. */
export interface SourceOptions {
  /** Headers to add to requests to a URL. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The user for basic authentication at a URL. */
  readonly credentials?: Credentials | undefined;
  /** Time-out of a request to a URL in milliseconds; 10,000 by default. */
  readonly timeout?: number;
  /** Aborts a request to a URL. */
  readonly signal?: AbortSignal | undefined;
  /** The most bytes that are read of a source, decompressed: 268,435,456 by default. */
  readonly maxSize?: number | undefined;
  /** The bytes of the source `-`; standard input by default. */
  readonly input?: AsyncIterable<Uint8Array>;
}

/** User and password for basic authentication. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** When a source is scraped. */
export interface Schedule {
  /** Time of the last scrape in milliseconds after the first; 0 for one scrape. */
  readonly duration: number;
  /** Milliseconds between the starts of two scrapes. A scrape that would start before the last has ended is left out. */
  readonly interval: number;
}

/** The bytes of a source of any kind. */
export interface FetchedSource {
  /** The source as messages show it: see `sourceName`. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The `Content-Type` of a reply, without parameters and in lower case; `undefined` if there is none. */
  readonly contentType: string | undefined;
}

/** The bytes of an exposition, and its format. */
export interface ReadSource extends Pick<FetchedSource, "name" | "bytes"> {
  readonly format: ExpositionFormat;
}

/** A source cannot be read, or is not an exposition. */
export class SourceUnreadableError extends UnreadableError {
  override readonly name = "SourceUnreadableError";
  /** The status of HTTP with which it answers; `undefined` if it does not answer, or answers with success. */
  readonly status: number | undefined;

  constructor(message: string, { status, ...options }: ErrorOptions & { readonly status?: number } = {}) {
    super(message, options);
    this.status = status;
  }
}

/**
 * Takes a source for an exposition. Its format is that of the `Content-Type`. Without one, it is OpenMetrics if the
 * source ends with `# EOF`.
 *
 * @throws SourceUnreadableError if the `Content-Type` is that of something else
 */
export function asExposition({ name, bytes, contentType }: FetchedSource): ReadSource {
  if (contentType === "application/openmetrics-text") return { name, bytes, format: "openmetrics" };
  if (contentType === "text/plain") return { name, bytes, format: "text" };
  if (contentType === undefined) return { name, bytes, format: formatByEnd(bytes) };
  throw new SourceUnreadableError(
    `${name} is ${JSON.stringify(contentType)}, which is not an exposition; name the path of the metrics, as in http://localhost:9959/metrics`,
  );
}

/** The format of an exposition without a `Content-Type`: OpenMetrics ends with `# EOF`. */
export function formatByEnd(bytes: Uint8Array): ExpositionFormat {
  return /(^|\n)# EOF\n?$/.test(Buffer.from(bytes.subarray(-7)).toString("latin1")) ? "openmetrics" : "text";
}

/**
 * Reads a source of any kind: a URL, a file, or standard input for `-`.
 *
 * @throws SourceUnreadableError if it cannot be read
 */
export async function fetchSource(source: string, options: SourceOptions = {}): Promise<FetchedSource> {
  if (isUrl(source)) return fetchUrl(source, options);
  const name = sourceName(source);
  try {
    const largest = options.maxSize ?? LARGEST_SOURCE;
    const bytes =
      source === "-"
        ? await collect(options.input ?? process.stdin, largest)
        : readRegularFile(source, largest);
    return { name, bytes, contentType: undefined };
  } catch (cause) {
    const problem = `cannot read ${name}: ${systemReason(cause)}`;
    throw new SourceUnreadableError(problem + schemeHint(source), { cause });
  }
}

/** In bytes: an exposition of some two million series. A larger source may have no end. */
const LARGEST_SOURCE = 256 * 1024 * 1024;

async function collect(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  largest: number,
): Promise<Uint8Array> {
  const collected: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > largest) throw tooLarge(largest);
    collected.push(chunk);
  }
  return Buffer.concat(collected);
}

/** Scrapes a source on a schedule until the signal aborts. Yields the exposition, or the error, of each scrape. */
export async function* scrapeRepeatedly(
  source: string,
  { duration, interval }: Schedule,
  options: SourceOptions,
): AsyncGenerator<ReadSource | SourceUnreadableError, void, undefined> {
  const start = performance.now();
  for (let due = 0; ; ) {
    const scrape = await fetchSource(source, options).then(asExposition).catch(returnUnreadable);
    if (options.signal?.aborted) return;
    yield scrape;
    if (due >= duration) return;
    const elapsed = performance.now() - start;
    const reached = Math.max(due, elapsed); // a timer may fire a fraction of a millisecond early
    due = Math.min(duration, (Math.floor(reached / interval) + 1) * interval);
    if (!(await wait(due - elapsed, options.signal))) return;
  }
}

/** A source as messages name it: a URL without credentials, a file, `standard input`. */
export function sourceName(source: string): string {
  if (source === "-") return "standard input";
  if (!isUrl(source)) return source.replace(/^[^\s/:@]{1,200}:[^\s/@]{1,200}@/, ""); // a URL without its scheme
  if (!URL.canParse(source)) {
    const start = /^https?:\/*/i.exec(source)?.[0] ?? "";
    return start + source.slice(Math.max(start.length, source.lastIndexOf("@") + 1)); // all that could be credentials
  }
  const url = new URL(source);
  url.username = "";
  url.password = "";
  return url.href;
}

/** The advice on `localhost:9959/metrics`, which is a URL for curl and browsers, but the name of a file here. */
function schemeHint(source: string): string {
  return /^[\w.-]+:\d+(\/|$)/.test(source) ? `; for a URL, write http://${source}` : "";
}

export function isUrl(source: string): boolean {
  return /^https?:/i.test(source);
}

/** Longest delay of a timer of Node in milliseconds. A timer with a longer one fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Prefers the text format to OpenMetrics, as dashboards use the names of the text format. */
const ACCEPT = "text/plain;version=0.0.4,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1";

async function fetchUrl(source: string, options: SourceOptions): Promise<FetchedSource> {
  const url = parseUrl(source);
  const credentials = options.credentials ?? credentialsIn(url);
  url.username = "";
  url.password = "";
  const name = sourceName(source);
  const headers = new Headers({ accept: ACCEPT });
  if (credentials !== undefined) headers.set("authorization", basicAuthorization(credentials));
  for (const [header, value] of Object.entries(options.headers ?? {})) setHeader(headers, header, value);
  const timeout = options.timeout ?? 10_000;
  try {
    const signals = [
      AbortSignal.timeout(Math.min(timeout, LONGEST_TIMER)),
      ...(options.signal === undefined ? [] : [options.signal]),
    ];
    const response = await follow(url, headers, AbortSignal.any(signals));
    if (!response.ok) throw statusError(name, response);
    const bytes = await collect(response.body ?? [], options.maxSize ?? LARGEST_SOURCE);
    const contentType = response.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
    return { name, bytes, contentType };
  } catch (cause) {
    if (cause instanceof SourceUnreadableError) throw cause;
    throw new SourceUnreadableError(`cannot read ${name}: ${networkReason(cause, timeout)}`, { cause });
  }
}

/** Without the value in the error: it may be a secret. */
function setHeader(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value);
  } catch {
    throw new SourceUnreadableError(
      `the header ${JSON.stringify(name)} is not a header of HTTP: its name is a word, its value one line of Latin-1`,
    );
  }
}

/** As many as browsers follow. */
const MOST_REDIRECTS = 20;

/** Requests a URL and follows redirects. Another origin gets neither credentials nor other headers of the user. */
async function follow(start: URL, headers: Headers, signal: AbortSignal): Promise<Response> {
  let url = start;
  let sent = headers;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const response = await fetch(url, { headers: sent, signal, redirect: "manual" });
    const location = response.headers.get("location");
    if (!REDIRECTS.has(response.status) || location === null) return response;
    await response.body?.cancel();
    const next = URL.canParse(location, url.href) ? new URL(location, url.href) : undefined;
    if (next === undefined || !isUrl(next.href)) {
      throw new SourceUnreadableError(
        `${sourceName(url.href)} redirects to ${JSON.stringify(withoutUser(location))}, which is no URL of HTTP`,
      );
    }
    next.username = next.password = ""; // a request with them fails, with a message that quotes them
    if (next.origin !== url.origin) sent = new Headers({ accept: ACCEPT });
    url = next;
  }
  throw new SourceUnreadableError(`${sourceName(start.href)} redirects more than ${MOST_REDIRECTS} times`);
}

function withoutUser(location: string): string {
  return location.slice(0, 500).replace(/\/\/[^/?#]*@/, "//");
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

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

/** The header for basic authentication, after RFC 7617. */
function basicAuthorization({ user, password }: Credentials): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

function statusError(name: string, { status, statusText }: Response): SourceUnreadableError {
  const hint = status === 401 ? "; give the user and password" : "";
  return new SourceUnreadableError(`${name} answered ${`${status} ${statusText}`.trim()}${hint}`, { status });
}

function networkReason(cause: unknown, timeout: number): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause.name === "TimeoutError") return `it did not answer within ${timeout / 1000} s`;
  if (!(cause.cause instanceof Error)) return cause.message;
  return isPlainHttpReply(cause.cause)
    ? "it does not answer with TLS; write http://"
    : systemReason(cause.cause);
}

/** Recognizes what the versions of OpenSSL say about a reply in plain HTTP. The rest of their messages differs. */
function isPlainHttpReply({ message }: Error): boolean {
  return /wrong version number|packet length too long/.test(message);
}

function returnUnreadable(error: unknown): SourceUnreadableError {
  if (error instanceof SourceUnreadableError) return error;
  throw error;
}

/** Waits, and returns `false` if the signal aborts the wait. */
async function wait(milliseconds: number, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    for (let left = Math.max(0, milliseconds); ; left -= LONGEST_TIMER) {
      await delay(Math.min(left, LONGEST_TIMER), undefined, signal === undefined ? {} : { signal });
      if (left <= LONGEST_TIMER) return true;
    }
  } catch {
    return false; // only the signal makes a delay fail
  }
}
