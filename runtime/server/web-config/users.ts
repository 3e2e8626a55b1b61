import { createHmac, randomBytes } from "node:crypto";
import { quoted } from "../../family/rejection.js";
import { type Comparison, PasswordWorker } from "./password-worker.js";
import { type Faults, readEntries, readText, type YamlNode } from "./web-config-yaml.js";

/** How many right passwords are remembered, and how many wrong ones. */
const MAX_REMEMBERED = 100;

/** How many checks may wait for one another: at cost 10, half a second, or some seconds on a busy machine. */
const MAX_WAITING = 8;

/** A check of a user's password. */
interface PasswordCheck extends Comparison {
  readonly user: string;
}

/**
 * Checks passwords one after the other, so that a flood of them takes one thread at most, and remembers the results.
 * Right and wrong passwords are remembered apart, so wrong ones do not displace right ones. The keys are digests with a
 * secret of this process: no password is stored.
 */
class PasswordChecks {
  readonly #secret = randomBytes(32);
  readonly #worker = new PasswordWorker();
  readonly #right = new Set<string>();
  readonly #wrong = new Set<string>();
  readonly #waiting = new Map<string, Promise<boolean>>();
  #last: Promise<unknown> = Promise.resolve();

  /** Whether the password belongs to the hash; `undefined` if too many checks are waiting. */
  async check(check: PasswordCheck): Promise<boolean | undefined> {
    const key = this.digest(JSON.stringify([check.user, check.hash, check.password])).toString("base64");
    if (this.#right.has(key)) {
      remember(this.#right, key);
      return true;
    }
    if (this.#wrong.has(key)) return false;
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) return waiting;
    if (this.#waiting.size >= MAX_WAITING) return undefined;
    const outcome = this.#afterOthers(check);
    this.#waiting.set(key, outcome);
    try {
      const matches = await outcome;
      remember(matches ? this.#right : this.#wrong, key);
      return matches;
    } finally {
      this.#waiting.delete(key);
    }
  }

  /** A digest that only this process can compute. */
  digest(text: string): Buffer {
    return createHmac("sha256", this.#secret).update(text).digest();
  }

  close(): void {
    this.#worker.close();
  }

  #afterOthers({ password, hash }: PasswordCheck): Promise<boolean> {
    const outcome = this.#last.then(() => this.#worker.matches({ password, hash }));
    this.#last = outcome.catch(() => {});
    return outcome;
  }
}

/** Adds a key as the latest, and removes the earliest if there are too many. */
function remember(keys: Set<string>, key: string): void {
  keys.delete(key);
  keys.add(key);
  const [earliest] = keys;
  if (keys.size > MAX_REMEMBERED && earliest !== undefined) keys.delete(earliest);
}

/** The result of checking a user; `busy` if too many checks are waiting. */
export type AuthResult = "admitted" | "refused" | "busy";

/** The user and password that a client sends. */
interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Checks the credentials of clients against the users of a web configuration. */
export class BasicAuth {
  readonly #checks = new PasswordChecks();

  /**
   * @param header `Authorization` of the request
   * @param users bcrypt hashes by the names of users; at least one
   */
  async check(header: string | undefined, users: ReadonlyMap<string, string>): Promise<AuthResult> {
    const credentials = credentialsOf(header ?? "");
    if (credentials === undefined) return "refused";
    const { user, password } = credentials;
    const userHash = users.get(user);
    const hash = userHash ?? this.#decoy(user, users);
    const matches = await this.#checks.check({ user, password, hash });
    if (matches === undefined) return "busy";
    return matches && userHash !== undefined ? "admitted" : "refused";
  }

  close(): void {
    this.#checks.close();
  }

  /** Some user's hash, the same for each name. An unknown user's check takes as long with it, and so reveals nobody. */
  #decoy(user: string, users: ReadonlyMap<string, string>): string {
    const hashes = [...users.values()];
    return hashes[this.#checks.digest(user).readUInt32BE() % hashes.length] ?? "";
  }
}

/** The credentials of a header `Authorization: Basic …`, RFC 7617; `undefined` for another header. */
export function credentialsOf(header: string): Credentials | undefined {
  const [, encoded] = /^basic ([A-Za-z0-9+/]+={0,2})$/i.exec(header) ?? [];
  if (encoded === undefined) return undefined;
  try {
    const text = UTF_8.decode(Buffer.from(encoded, "base64"));
    const colon = text.indexOf(":");
    return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
  } catch {
    return undefined; // not UTF-8: when decoded, different passwords could become the same
  }
}

const UTF_8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const SECTION = "basic_auth_users";

/** A cost of 4 to 31, a salt of 22 and a digest of 31 characters; htpasswd writes `$2y$`. */
const BCRYPT = /^\$2[aby]\$(?:0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}$/;

/** Reads `basic_auth_users`: bcrypt hashes by the names of users. No message quotes a hash. */
export function readUsers(node: YamlNode | undefined, faults: Faults): ReadonlyMap<string, string> {
  const users = new Map<string, string>();
  for (const { key, value } of readEntries(node, { name: SECTION, faults })) {
    const name = `the password of user ${quoted(key.text)} in ${SECTION}`;
    const hash = value.kind === "nothing" ? "" : readText(value, { name, faults });
    if (key.text.includes(":")) {
      faults.add(key.at, `the user ${quoted(key.text)} has a colon, which no name can have; remove it`);
    }
    if (hash === undefined) continue;
    if (!BCRYPT.test(hash)) {
      const advice = "write what htpasswd -nBC 10 USER prints after the colon";
      faults.add(value.at, `${name} is not a bcrypt hash; ${advice}`);
      continue;
    }
    users.set(key.text, hash);
  }
  return users;
}
