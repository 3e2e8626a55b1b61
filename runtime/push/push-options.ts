import type { NamesOf } from "../arguments.js";
import type { ClientRegistry } from "../client/registry.js";
import { quoted } from "../family/rejection.js";

/** Says why metrics were not pushed or deleted, or which option is not valid. It never has a user or a secret. */
export class PushError extends Error {
  override readonly name = "PushError";
  /** The HTTP status of the gateway's last reply; `undefined` if there was none. */
  readonly status: number | undefined;

  constructor(
    message: string,
    options: { readonly status?: number | undefined; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = options.status;
  }
}

/** To which group of which Pushgateway metrics are pushed, what is pushed, and how. */
export interface PushOptions {
  /**
   * Where the Pushgateway is, with its path prefix if it has one: `http://127.0.0.1:9091`. A user and a password in it
   * are those of `basicAuth`.
   */
  readonly url: string;
  /** The label `job` of the group; not empty. */
  readonly job: string;
  /**
   * Further labels of the group, with their values by name, as in `{ instance: "a" }`; none by default. A family with a
   * label of one of these names, or of the name `job`, is an error: the gateway would overwrite its values.
   */
  readonly grouping?: Readonly<Record<string, string>>;
  /**
   * The application's own registry of `prom-client` or `@prometheus-io/client`, in the text format. Its metrics are pushed
   * after the families.
   */
  readonly registry?: ClientRegistry;
  /**
   * Whether to push the metrics of the Node process, `process_*` and `nodejs_*`, too, unless `registry` has those of its
   * client. False by default.
   */
  readonly defaultMetrics?: boolean;
  /** The user and password of the gateway's web configuration; none by default. */
  readonly basicAuth?: { readonly username: string; readonly password: string };
  /** Headers of each request, with their values by name, such as a bearer token; none by default. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * How long a push or a deletion takes at most with all its attempts, in milliseconds, from its call on: 10,000 by
   * default.
   */
  readonly timeout?: number;
  /**
   * Sends the requests: the global `fetch` by default. One of another package can have certificates, a proxy or a Unix
   * socket of its own.
   */
  readonly fetch?: PushFetch;
}

/** The part of `fetch` that pushes use. */
export type PushFetch = (url: string, request: PushRequest) => Promise<PushReply>;

/** A request to a Pushgateway. */
export interface PushRequest {
  readonly method: "PUT" | "POST" | "DELETE";
  readonly headers: Record<string, string>;
  /** In the text format, in UTF-8. */
  readonly body?: string;
  readonly redirect: "manual";
  readonly signal: AbortSignal;
}

/** The part of a `Response` that pushes use. */
export interface PushReply {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: {
    getReader(): {
      read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
      cancel(): Promise<void>;
    };
  } | null;
}

/** The names of the options of `pushMetrics`. */
export const PUSH_OPTION_NAMES: NamesOf<PushOptions> = {
  url: true,
  job: true,
  grouping: true,
  registry: true,
  defaultMetrics: true,
  basicAuth: { username: true, password: true },
  headers: true,
  timeout: true,
  fetch: true,
};

/** A group of a Pushgateway, and how to reach it. */
export interface PushGroup {
  /** The URL of the group, for requests. */
  readonly url: string;
  /** The gateway's URL, for messages. */
  readonly gateway: string;
  /** The labels of the group, with `job`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Texts that no message may have. */
  readonly secrets: readonly string[];
  /** In milliseconds. */
  readonly timeout: number;
  readonly fetch: PushFetch;
}

/** @throws PushError if an option is not valid */
export function resolvePushGroup(options: PushOptions): PushGroup {
  const { fetch = globalThis.fetch, timeout = 10_000 } = options;
  const { gateway, user } = readUrl(options.url);
  const labels = readLabels(options);
  if (typeof timeout !== "number" || !(timeout >= 1 && timeout <= LONGEST_TIMEOUT)) {
    throw optionFault("timeout", timeout, "milliseconds, 1 or more");
  }
  if (typeof fetch !== "function") throw optionFault("fetch", fetch, "a function like the global fetch");
  const { headers, secrets } = readHeaders(options, user);
  const path = Object.entries(labels).map(([name, value]) => pathOf(name, value));
  return { url: [gateway, "metrics", ...path].join("/"), gateway, labels, headers, secrets, timeout, fetch };
}

/** The longest time of a timer, in milliseconds. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

function optionFault(option: string, value: unknown, expected: string): PushError {
  return new PushError(`the option ${option} is ${quoted(value)}; expected ${expected}`);
}

/** The URL in parts: without user and password, and they. */
interface GatewayUrl {
  readonly gateway: string;
  readonly user: PushOptions["basicAuth"];
}

const URL_FORM = "the URL of a Pushgateway, as in http://127.0.0.1:9091";

function readUrl(text: unknown): GatewayUrl {
  // What may have a password, or a token, is not in the message.
  const shown = typeof text === "string" ? text.replace(/^.*@/s, "…@").replace(/[?#].*$/s, "?…") : text;
  const url = typeof text === "string" && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw optionFault("url", shown, URL_FORM);
  if (url.search !== "" || url.hash !== "") {
    throw optionFault("url", shown, `${URL_FORM}, without ? and #; for a token, there is the option headers`);
  }
  if (/\/metrics(?:$|\/)/.test(url.pathname)) {
    throw optionFault(
      "url",
      shown,
      `${URL_FORM}: the path /metrics/job/… is made of the options job and grouping`,
    );
  }
  const { username, password } = url;
  [url.username, url.password] = ["", ""];
  let gateway = url.href;
  while (gateway.endsWith("/")) gateway = gateway.slice(0, -1);
  if (username === "" && password === "") return { gateway, user: undefined };
  try {
    return {
      gateway,
      user: { username: decodeURIComponent(username), password: decodeURIComponent(password) },
    };
  } catch {
    throw optionFault(
      "url",
      shown,
      "a user and a password that are percent-encoded; or use the option basicAuth",
    );
  }
}

/** The labels of the group, `job` first. */
function readLabels({ job, grouping = {} }: PushOptions): Readonly<Record<string, string>> {
  if (typeof job !== "string" || job === "") {
    throw optionFault(
      "job",
      job,
      'the name of the job, as in "backup": a Pushgateway takes no push without one',
    );
  }
  if (typeof grouping !== "object" || grouping === null || Array.isArray(grouping)) {
    throw optionFault("grouping", grouping, 'an object of label values by name, as in { instance: "a" }');
  }
  for (const [name, value] of Object.entries({ job, ...grouping })) {
    if (name === "job" && Object.hasOwn(grouping, "job")) {
      throw optionFault("grouping.job", grouping["job"], "no such label: the option job has it");
    }
    if (!LABEL_NAME.test(name) || RESERVED_LABELS.has(name)) {
      throw new PushError(
        `the option grouping has the name ${quoted(name)}; expected letters, digits and _, no digit first, ` +
          "and none of the names that Prometheus uses itself, __…, le and quantile",
      );
    }
    if (typeof value !== "string" || LONE_SURROGATE.test(value)) {
      throw optionFault(name === "job" ? name : `grouping.${name}`, value, "a text");
    }
  }
  return { job, ...grouping };
}

const LABEL_NAME = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/;
const RESERVED_LABELS: ReadonlySet<string> = new Set(["le", "quantile"]);
/** Half of a character, which has no form in UTF-8. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * A label in the path of a group. Values with a slash, the empty one, and those that a URL takes for a folder are in base64:
 * https://github.com/prometheus/pushgateway#url
 */
function pathOf(name: string, value: string): string {
  if (value === "") return `${name}@base64/=`;
  if (!value.includes("/") && value !== "." && value !== "..") return `${name}/${encodeURIComponent(value)}`;
  return `${name}@base64/${Buffer.from(value).toString("base64url")}`;
}

function readHeaders(
  { headers = {}, basicAuth }: PushOptions,
  user: PushOptions["basicAuth"],
): Pick<PushGroup, "headers" | "secrets"> {
  if (typeof headers !== "object" || headers === null || Array.isArray(headers)) {
    throw new PushError("the option headers is not valid; expected an object of values by name");
  }
  for (const [name, value] of Object.entries(headers)) {
    if (isHeader(name, value)) continue;
    throw new PushError(
      `the option headers has ${quoted(name)}, whose name or value is not that of a header`,
    );
  }
  const auth = basicAuth ?? user;
  if (auth === undefined) return { headers, secrets: Object.values(headers) };
  if (basicAuth !== undefined && user !== undefined) {
    throw new PushError("there is a user both in the option url and in basicAuth; leave out one of them");
  }
  if (Object.keys(headers).some((name) => name.toLowerCase() === "authorization")) {
    throw new PushError(
      "there is a user, and a header Authorization in the option headers; leave out one of them",
    );
  }
  const { username, password } = auth;
  if (typeof username !== "string" || typeof password !== "string" || username.includes(":")) {
    throw new PushError(
      "the option basicAuth is not valid; expected { username, password }, texts, no : in the first",
    );
  }
  const token = Buffer.from(`${username}:${password}`).toString("base64");
  return {
    headers: { ...headers, Authorization: `Basic ${token}` },
    secrets: [...Object.values(headers), token, password, username],
  };
}

/** Checked before `fetch` does: its message has the value. */
function isHeader(name: string, value: unknown): boolean {
  try {
    return typeof value === "string" && new Headers([[name, value]]).get(name) !== null;
  } catch {
    return false;
  }
}
