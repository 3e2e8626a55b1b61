import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { readRegularFile } from "../../input/regular-file.js";
import { findBcrypt } from "../../optional-packages.js";
import { MetricsServerError } from "../errors.js";
import { loadTls, type Tls } from "./certificates.js";
import { type ConfiguredHeader, type RateLimit, readHttp, readRateLimit } from "./http-section.js";
import { type PemSource, readTls, strictness, type TlsSettings } from "./tls.js";
import { readUsers } from "./users.js";
import { Faults, loadYamlParser, type ParseYaml, readSection, type YamlNode } from "./web-config-yaml.js";

/** A web configuration file, with the certificates that it names. */
export interface WebConfig {
  /** `undefined` without TLS. */
  readonly tls: Tls | undefined;
  /** Bcrypt hashes by the names of users. If it is empty, requests need no user. */
  readonly users: ReadonlyMap<string, string>;
  readonly headers: readonly ConfiguredHeader[];
  readonly rateLimit: RateLimit | undefined;
  /** Of the keys that decide who may read, the paths of those that the file has. */
  readonly stated: ReadonlySet<string>;
}

/** A web configuration that was read, or its faults. */
interface LoadedWebConfig {
  /** `undefined` if there are faults. */
  readonly config: WebConfig | undefined;
  /** A line for each fault. */
  readonly faults: string;
  /** Whether the file is empty. This is valid, and is also how a file looks while it is being written. */
  readonly empty: boolean;
  /** Stamps of all its files: the configuration itself, certificates and keys. */
  readonly stamps: FileStamps;
}

/** In bytes. 10,000 users take 800 kB. */
const LARGEST_CONFIG = 1024 * 1024;

const USERS = "basic_auth_users";
const CLIENT_AUTH = "tls_server_config.client_auth_type";
const KEYS = ["tls_server_config", "http_server_config", USERS, "rate_limit"];

/**
 * Reads a web configuration file in the format of exporter-toolkit, which Prometheus' exporters use, and the
 * certificates that it names by paths relative to it. An unknown key is a fault.
 *
 * Source: https://github.com/prometheus/exporter-toolkit/blob/master/docs/web-configuration.md
 */
export function loadWebConfig(file: string, parse: ParseYaml): LoadedWebConfig {
  const ownStamps = stampFiles([file]);
  let text: string;
  try {
    text = readRegularFile(file, LARGEST_CONFIG).toString("utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      config: undefined,
      faults: `${file}: cannot be read: ${reason}`,
      empty: false,
      stamps: ownStamps,
    };
  }
  const faults = new Faults();
  const document = parse(text, faults);
  const section = readSection(document, KEYS, { name: "", faults, needed: ["tls_server_config", USERS] });
  const settings = readTls(section.get("tls_server_config"), faults);
  const tlsSettings = settings === undefined ? undefined : resolvePaths(settings, dirname(file));
  const tlsStamps = stampFiles(filesOf(tlsSettings));
  const config = {
    tls: tlsSettings === undefined ? undefined : loadTls(tlsSettings, faults),
    users: readInstalledUsers(section.get(USERS), faults),
    headers: readHttp(section.get("http_server_config"), faults),
    rateLimit: readRateLimit(section.get("rate_limit"), faults),
    stated: statedKeys(document),
  };
  return {
    config: faults.any ? undefined : config,
    faults: faults.text(file),
    empty: document === undefined || document.kind === "nothing",
    stamps: new Map([...ownStamps, ...tlsStamps]),
  };
}

/** Of the keys that decide who may read, those that have a value. The configuration `{}` states that nobody is kept out. */
function statedKeys(document: YamlNode | undefined): ReadonlySet<string> {
  const root = document?.kind === "mapping" ? document.entries : [];
  if (document?.kind === "mapping" && root.length === 0) return new Set([USERS, CLIENT_AUTH]);
  const named = root.flatMap(({ key, value }) => {
    const inner = value.kind === "mapping" ? value.entries : [];
    return [
      [key.text, value] as const,
      ...inner.map((entry) => [`${key.text}.${entry.key.text}`, entry.value] as const),
    ];
  });
  const stated = named.filter(
    ([name, { kind }]) => kind !== "nothing" && [USERS, CLIENT_AUTH].includes(name),
  );
  return new Set(stated.map(([name]) => name));
}

function readInstalledUsers(node: YamlNode | undefined, faults: Faults): ReadonlyMap<string, string> {
  const users = readUsers(node, faults);
  if (node === undefined || users.size === 0) return users;
  const bcrypt = findBcrypt();
  if (bcrypt.path === undefined) {
    faults.add(node.at, `basic_auth_users needs the package bcryptjs, which ${bcrypt.reason}`);
  }
  return users;
}

function resolvePaths(settings: TlsSettings, folder: string): TlsSettings {
  const { clientCa } = settings;
  return {
    ...settings,
    cert: resolvePath(settings.cert, folder),
    key: resolvePath(settings.key, folder),
    clientCa: clientCa === undefined ? undefined : resolvePath(clientCa, folder),
  };
}

function resolvePath(source: PemSource, folder: string): PemSource {
  if ("text" in source.content) return source;
  return { ...source, content: { file: resolve(folder, source.content.file) } };
}

function filesOf(settings: TlsSettings | undefined): readonly string[] {
  if (settings === undefined) return [];
  return [settings.cert, settings.key, settings.clientCa].flatMap((source) =>
    source !== undefined && "file" in source.content ? [source.content.file] : [],
  );
}

/** In milliseconds: the shortest time between two looks at the files. */
const SHORTEST_INTERVAL = 1000;

/**
 * In milliseconds: how long files must stay as they are before a change that lets more clients in takes effect. It is
 * longer than the pauses of programs that write a file in several parts.
 */
const SETTLING_TIME = 2500;

/** Warns of a changed web configuration that cannot be used. */
export type WarnOfConfig = (about: string, message: string) => void;

/** A web configuration that follows its files, as long as they are valid. */
export class WatchedWebConfig {
  readonly #file: string;
  readonly #parse: ParseYaml;
  readonly #warn: WarnOfConfig;
  readonly #listeners: ((config: WebConfig) => void)[] = [];
  #current: WebConfig;
  #stamps: FileStamps;
  #lookedAt = performance.now();
  /** When a change was first seen that lets more clients in; `undefined` if none waits to take effect. */
  #waitsSince: number | undefined;
  #changes = 0;

  /**
   * @param file a path relative to the working directory
   * @throws MetricsServerError if the file is not valid, with each fault and its position, or if a package that it
   * needs is not installed
   */
  static async open(file: string, warn: WarnOfConfig): Promise<WatchedWebConfig> {
    if (typeof file !== "string" || file === "") {
      throw new MetricsServerError(
        "the option webConfigFile is not a path; expected one, such as web-config.yml",
      );
    }
    return new WatchedWebConfig(resolve(file), await loadYamlParser(), warn);
  }

  private constructor(file: string, parse: ParseYaml, warn: WarnOfConfig) {
    const { config, faults, stamps } = loadWebConfig(file, parse);
    if (config === undefined) throw new MetricsServerError(`the web configuration is not valid:\n${faults}`);
    this.#file = file;
    this.#parse = parse;
    this.#warn = warn;
    this.#current = config;
    this.#stamps = stamps;
  }

  get current(): WebConfig {
    return this.#current;
  }

  /** Calls back at each change. */
  onChange(listener: (config: WebConfig) => void): void {
    this.#listeners.push(listener);
  }

  /**
   * Reads the files again if one has changed; looks once a second at most. If they are not valid then, it warns once for
   * each change, and the previous configuration stays in effect. A change that lets more clients in takes effect when a
   * later look finds the files as they were.
   *
   * @param now `performance.now()`, in milliseconds
   */
  refresh(now = performance.now()): void {
    if (now - this.#lookedAt < SHORTEST_INTERVAL) return;
    this.#lookedAt = now;
    const unchanged = sameStamps(this.#stamps, stampFiles([...this.#stamps.keys()]));
    const waited = now - (this.#waitsSince ?? now);
    if (unchanged && waited < SETTLING_TIME) return;
    this.#waitsSince = undefined;
    if (!unchanged) this.#changes += 1;
    const warning = this.#reload(now, unchanged);
    if (warning === undefined) return;
    const about = `web configuration, change ${this.#changes}`;
    this.#warn(this.#waitsSince === undefined ? about : `${about}, waits`, warning);
  }

  /**
   * Never throws, as it runs for each connection.
   *
   * @param settled whether the files have been as they are for long enough
   * @returns a warning, if the configuration cannot be used, or lets more clients in
   */
  #reload(now: number, settled: boolean): string | undefined {
    const before = stampFiles([...this.#stamps.keys()]);
    try {
      const { config, faults, empty, stamps } = loadWebConfig(this.#file, this.#parse);
      const unchanged = sameStamps(this.#stamps, stamps);
      this.#stamps = stamps;
      if (config === undefined) return unusable(faults);
      const loosened = loosening(this.#current, config);
      const fault = empty ? EMPTY_FILE : (unchangeable(this.#current, config) ?? unstated(loosened, config));
      if (fault !== undefined) return unusable(`${this.#file}: ${fault}`);
      if (loosened !== undefined && !(settled && unchanged)) {
        this.#waitsSince = now;
        return (
          "the web configuration has changed and would let more clients in; the previous one stays in effect until the " +
          `files have not changed for ${SETTLING_TIME / 1000} seconds. It has:\n${this.#file}: ${loosened.statement}`
        );
      }
      for (const listener of this.#listeners) listener(config);
      this.#current = config;
      if (loosened === undefined) return undefined;
      return `the web configuration lets more clients in now. It has:\n${this.#file}: ${loosened.statement}`;
    } catch (error) {
      this.#stamps = before;
      return unusable(`${this.#file}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

const EMPTY_FILE = "is empty, as a file is while it is being written; for an empty configuration, write {}";

function unusable(fault: string): string {
  return `the web configuration has changed and cannot be used; the previous one stays in effect:\n${fault}`;
}

/** Why a configuration cannot follow another one in a running server. */
function unchangeable(before: WebConfig, after: WebConfig): string | undefined {
  if ((before.tls === undefined) !== (after.tls === undefined)) {
    const change = after.tls === undefined ? "removed" : "added"; // clients know by the URL whether a port has TLS
    return `tls_server_config was ${change}, which takes effect when the server is started again`;
  }
  if (before.tls?.allowedSans !== undefined && after.tls?.allowedSans === undefined) {
    return "client_allowed_sans was removed, which takes effect when the server is started again";
  }
  return undefined;
}

/** How a configuration lets more clients in than another one. */
interface Loosening {
  /** The key that decides it. */
  readonly key: string;
  /** How a file states it. */
  readonly statement: string;
}

/** Why a configuration must not let more clients in: its file does not state that it does. */
function unstated(loosened: Loosening | undefined, { stated }: WebConfig): string | undefined {
  if (loosened === undefined || stated.has(loosened.key)) return undefined;
  return `has no ${loosened.key}, as a file that is cut off; to let more clients in, write ${loosened.statement}`;
}

function loosening(before: WebConfig, after: WebConfig): Loosening | undefined {
  if (before.users.size > 0 && after.users.size === 0) return { key: USERS, statement: `${USERS}: {}` };
  if (before.tls === undefined || after.tls === undefined) return undefined;
  if (strictness(after.tls) >= strictness(before.tls)) return undefined;
  return { key: CLIENT_AUTH, statement: `${CLIENT_AUTH}: ${after.tls.clientAuth}` };
}

/** By the path of a file: a text that changes when the file changes or another one takes its place. */
type FileStamps = ReadonlyMap<string, string>;

function sameStamps(one: FileStamps, other: FileStamps): boolean {
  return one.size === other.size && [...one].every(([file, stamp]) => other.get(file) === stamp);
}

/** To be called before the files are read, so that a change during the reading is noticed. */
function stampFiles(files: readonly string[]): FileStamps {
  return new Map(files.map((file) => [file, stampOf(file)]));
}

/** The stamp of the file that a link leads to: Kubernetes changes a mounted secret by changing a link. */
function stampOf(file: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
  } catch {
    return "";
  }
}
