import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Faults } from "../yaml/faults.js";
import type { ParseYaml, YamlNode } from "../yaml/yaml-tree.js";
import { loadTls, type Tls } from "./certificates.js";
import { type FileStamps, stampFiles } from "./file-stamps.js";
import { isBcryptInstalled } from "./password-worker.js";
import { type ConfiguredHeader, readHttp } from "./read-http.js";
import { type RateLimit, readRateLimit } from "./read-rate-limit.js";
import { type PemSource, readTls, type TlsSettings } from "./read-tls.js";
import { readUsers } from "./read-users.js";
import { readSection } from "./read-value.js";

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
