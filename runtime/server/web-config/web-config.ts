import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { MetricsServerError } from "../errors.js";
import { loadTls, type Tls } from "./certificates.js";
import { type ConfiguredHeader, type RateLimit, readHttp, readRateLimit } from "./http-section.js";
import { isBcryptInstalled } from "./password-worker.js";
import { type PemSource, readTls, type TlsSettings } from "./tls.js";
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

const KEYS = ["tls_server_config", "http_server_config", "basic_auth_users", "rate_limit"];

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
    text = readFileSync(file, "utf8");
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
  const section = readSection(parse(text, faults), KEYS, { name: "", faults });
  const settings = readTls(section.get("tls_server_config"), faults);
  const tlsSettings = settings === undefined ? undefined : resolvePaths(settings, dirname(file));
  const tlsStamps = stampFiles(filesOf(tlsSettings));
  const config = {
    tls: tlsSettings === undefined ? undefined : loadTls(tlsSettings, faults),
    users: readInstalledUsers(section.get("basic_auth_users"), faults),
    headers: readHttp(section.get("http_server_config"), faults),
    rateLimit: readRateLimit(section.get("rate_limit"), faults),
  };
  return {
    config: faults.any ? undefined : config,
    faults: faults.text(file),
    empty: text === "",
    stamps: new Map([...ownStamps, ...tlsStamps]),
  };
}

function readInstalledUsers(node: YamlNode | undefined, faults: Faults): ReadonlyMap<string, string> {
  const users = readUsers(node, faults);
  if (node !== undefined && users.size > 0 && !isBcryptInstalled()) {
    faults.add(
      node.at,
      "basic_auth_users needs the package bcryptjs, which is not installed: run npm install bcryptjs",
    );
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
   * each change, and the previous configuration stays in effect.
   *
   * @param now `performance.now()`, in milliseconds
   */
  refresh(now = performance.now()): void {
    if (now - this.#lookedAt < SHORTEST_INTERVAL) return;
    this.#lookedAt = now;
    if ([...this.#stamps].every(([file, stamp]) => stampOf(file) === stamp)) return;
    this.#changes += 1;
    const fault = this.#reload();
    if (fault === undefined) return;
    this.#warn(
      `web configuration, change ${this.#changes}`,
      `the web configuration has changed and cannot be used; the previous one stays in effect:\n${fault}`,
    );
  }

  /** Never throws, as it runs for each connection. @returns the faults of the files, if they cannot be used */
  #reload(): string | undefined {
    const before = stampFiles([...this.#stamps.keys()]);
    try {
      const { config, faults, empty, stamps } = loadWebConfig(this.#file, this.#parse);
      this.#stamps = stamps;
      if (config === undefined) return faults;
      if (empty)
        return `${this.#file}: is empty, as a file is while it is being written; for an empty configuration, write {}`;
      const fault = this.#unchangeable(config);
      if (fault !== undefined) return fault;
      for (const listener of this.#listeners) listener(config);
      this.#current = config;
      return undefined;
    } catch (error) {
      this.#stamps = before;
      return `${this.#file}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  /** TLS cannot be added or removed: clients know by the URL whether a port has it. */
  #unchangeable(config: WebConfig): string | undefined {
    if ((config.tls === undefined) === (this.#current.tls === undefined)) return undefined;
    const change = config.tls === undefined ? "removed" : "added";
    return `${this.#file}: tls_server_config was ${change}, which takes effect when the server is started again`;
  }
}

/** By the path of a file: a text that changes when the file changes or another one takes its place. */
type FileStamps = ReadonlyMap<string, string>;

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
