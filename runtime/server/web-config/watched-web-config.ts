import { resolve } from "node:path";
import { MetricsServerError } from "../metrics-server-error.js";
import type { ParseYaml } from "../yaml/yaml-tree.js";
import { type FileStamps, haveChanged, stampFiles } from "./file-stamps.js";
import { loadYamlParser } from "./load-yaml-parser.js";
import { loadWebConfig, type WebConfig } from "./web-config.js";

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
