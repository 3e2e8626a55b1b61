import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { MetricsServerError } from "../errors.js";
import { loadTls, type Tls } from "./certificates.js";
import { type ConfiguredHeader, type RateLimit, readHttp, readRateLimit } from "./http-section.js";
import { isBcryptInstalled } from "./password-worker.js";
import { type PemSource, readTls, type TlsSettings } from "./tls.js";
import { readUsers } from "./users.js";
import { Faults, loadYamlParser, type ParseYaml, readSection, type YamlNode } from "./web-config-yaml.js";

/** What a web configuration file says, with the certificates that it names. */
export interface WebConfig {
  /** `undefined` to serve without TLS. */
  readonly tls: Tls | undefined;
  /** Bcrypt hashes by the names of users; if it is empty, no user is asked for. */
  readonly users: ReadonlyMap<string, string>;
  readonly headers: readonly ConfiguredHeader[];
  readonly rateLimit: RateLimit | undefined;
}

/** A web configuration that was read, or what is wrong with it. */
interface LoadedWebConfig {
  /** `undefined` if there are faults. */
  readonly config: WebConfig | undefined;
  /** A line for each fault. */
  readonly faults: string;
  /** Whether the file has nothing in it at all, which is valid, and what it is for a moment while it is written. */
  readonly empty: boolean;
  /** Of the files of which it is made: itself, certificates and keys. */
  readonly stamps: FileStamps;
}

const KEYS = ["tls_server_config", "http_server_config", "basic_auth_users", "rate_limit"];

/**
 * Reads a web configuration file in the format of the Prometheus exporters, exporter-toolkit's, and the
 * certificates that it names by paths relative to it. What is not a key of the format is a fault.
 *
 * Source: https://github.com/prometheus/exporter-toolkit/blob/master/docs/web-configuration.md
 */
export function loadWebConfig(file: string, parse: ParseYaml): LoadedWebConfig {
  const own = stampFiles([file]);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { config: undefined, faults: `${file}: cannot be read: ${reason}`, empty: false, stamps: own };
  }
  const faults = new Faults();
  const section = readSection(parse(text, faults), KEYS, { name: "", faults });
  const settings = readTls(section.get("tls_server_config"), faults);
  const tlsSettings = settings === undefined ? undefined : resolved(settings, dirname(file));
  const named = stampFiles(filesOf(tlsSettings));
  const config = {
    tls: tlsSettings === undefined ? undefined : loadTls(tlsSettings, faults),
    users: usersOf(section.get("basic_auth_users"), faults),
    headers: readHttp(section.get("http_server_config"), faults),
    rateLimit: readRateLimit(section.get("rate_limit"), faults),
  };
  return {
    config: faults.any ? undefined : config,
    faults: faults.text(file),
    empty: text === "",
    stamps: new Map([...own, ...named]),
  };
}

function usersOf(node: YamlNode | undefined, faults: Faults): ReadonlyMap<string, string> {
  const users = readUsers(node, faults);
  if (node !== undefined && users.size > 0 && !isBcryptInstalled()) {
    faults.add(
      node.at,
      "basic_auth_users needs the package bcryptjs, which is not installed: run npm install bcryptjs",
    );
  }
  return users;
}

function resolved(settings: TlsSettings, folder: string): TlsSettings {
  const { clientCa } = settings;
  return {
    ...settings,
    cert: within(settings.cert, folder),
    key: within(settings.key, folder),
    clientCa: clientCa === undefined ? undefined : within(clientCa, folder),
  };
}

function within(source: PemSource, folder: string): PemSource {
  if ("text" in source.content) return source;
  return { ...source, content: { file: resolve(folder, source.content.file) } };
}

function filesOf(settings: TlsSettings | undefined): readonly string[] {
  if (settings === undefined) return [];
  return [settings.cert, settings.key, settings.clientCa].flatMap((source) =>
    source !== undefined && "file" in source.content ? [source.content.file] : [],
  );
}

/** In milliseconds: how often the files are looked at, at most. */
const INTERVAL = 1000;

/** How a web configuration tells of a change that it cannot follow. */
export type WarnOfConfig = (about: string, message: string) => void;

/** A web configuration that follows its files: what it is when they are as they should be. */
export class WatchedWebConfig {
  readonly #file: string;
  readonly #parse: ParseYaml;
  readonly #warn: WarnOfConfig;
  readonly #changed: ((config: WebConfig) => void)[] = [];
  #current: WebConfig;
  #stamps: FileStamps;
  #lookedAt = performance.now();
  #changes = 0;

  /**
   * @param file a path relative to the working directory
   * @throws MetricsServerError if the file is faulty, with each fault and its place, or if a package is not
   * installed that it needs
   */
  static async open(file: string, warn: WarnOfConfig): Promise<WatchedWebConfig> {
    if (typeof file !== "string" || file === "") {
      throw new MetricsServerError("the option webConfigFile is no path; expected one, as web-config.yml");
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
  onChange(changed: (config: WebConfig) => void): void {
    this.#changed.push(changed);
  }

  /**
   * Reads the files again if one has changed; looks once a second at most. What is faulty then is warned about,
   * once for each change, and what was read before holds on.
   *
   * @param now in milliseconds, of `performance.now()`
   */
  refresh(now = performance.now()): void {
    if (now - this.#lookedAt < INTERVAL) return;
    this.#lookedAt = now;
    if (!haveChanged(this.#stamps)) return;
    this.#changes += 1;
    const fault = this.#reload();
    if (fault === undefined) return;
    this.#warn(
      `web configuration, change ${this.#changes}`,
      `the web configuration has changed and cannot be used; what was read before holds on:\n${fault}`,
    );
  }

  /** @returns what is wrong with the files, if they cannot be used; never throws, as it runs for any connection */
  #reload(): string | undefined {
    const before = stampFiles([...this.#stamps.keys()]);
    try {
      const { config, faults, empty, stamps } = loadWebConfig(this.#file, this.#parse);
      this.#stamps = stamps;
      if (config === undefined) return faults;
      if (empty) return `${this.#file}: is empty, as while it is written; to ask for nothing, write {}`;
      const fault = this.#unchangeable(config);
      if (fault !== undefined) return fault;
      for (const changed of this.#changed) changed(config);
      this.#current = config;
      return undefined;
    } catch (error) {
      this.#stamps = before;
      return `${this.#file}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  /** Clients know by the URL whether a port has TLS. */
  #unchangeable(config: WebConfig): string | undefined {
    if ((config.tls === undefined) === (this.#current.tls === undefined)) return undefined;
    const change = config.tls === undefined ? "removed" : "added";
    return `${this.#file}: tls_server_config was ${change}, which takes effect when the server is started again`;
  }
}

/** By which it shows that a file has changed, or that another has taken its place; by its path. */
export type FileStamps = ReadonlyMap<string, string>;

/** To be taken before the files are read, so that a change during it shows. */
export function stampFiles(files: readonly string[]): FileStamps {
  return new Map(files.map((file) => [file, stampOf(file)]));
}

/** Whether one of the files is not what it was. */
export function haveChanged(stamps: FileStamps): boolean {
  for (const [file, stamp] of stamps) if (stampOf(file) !== stamp) return true;
  return false;
}

/** Of what a link leads to: Kubernetes changes a mounted secret by changing a link. */
function stampOf(file: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
  } catch {
    return "";
  }
}
