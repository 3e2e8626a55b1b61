import { createHmac, randomBytes } from "node:crypto";
import { isIP } from "node:net";
import { type Comparison, PasswordWorker } from "./password-worker.js";
import { type Faults, readEntries, readText, shown, type YamlNode } from "./web-config-yaml.js";

/** How many right passwords are remembered, and how many wrong ones. */
const MAX_REMEMBERED = 100;

/** How many checks may wait in all, and how many of one address: at cost 10, half a second, or some on a busy machine. */
const MAX_WAITING = 64;
const MAX_WAITING_OF_ADDRESS = 8;

/** A check of a user's password. */
interface PasswordCheck extends Comparison {
  readonly user: string;
}

/** A check that waits for its turn. */
interface WaitingCheck {
  readonly comparison: Comparison;
  /** Called with whether the password matches, or with `undefined` if the check gives up its place. */
  readonly settle: (matches: Promise<boolean> | undefined) => void;
}

/**
 * Checks passwords one after the other, so that a flood of them takes one thread at most, and remembers the results.
 * Right and wrong passwords are remembered apart, so wrong ones do not displace right ones. The keys are digests with a
 * secret of this process: no password is stored. Addresses take turns, so that a flood from one of them delays a check
 * from another by two comparisons at most.
 */
class PasswordChecks {
  readonly #secret = randomBytes(32);
  readonly #worker = new PasswordWorker();
  readonly #right = new Set<string>();
  readonly #wrong = new Set<string>();
  readonly #pending = new Map<string, Promise<boolean | undefined>>();
  /** By address, the one whose turn is next first. No list is empty. */
  readonly #waiting = new Map<string, WaitingCheck[]>();
  #isRunning = false;

  /** Whether the password belongs to the hash; `undefined` if too many checks are waiting. */
  async check(check: PasswordCheck, address: string): Promise<boolean | undefined> {
    const key = this.digest(JSON.stringify([check.user, check.hash, check.password])).toString("base64");
    if (this.#right.has(key)) {
      remember(this.#right, key);
      return true;
    }
    if (this.#wrong.has(key)) return false;
    const own = JSON.stringify([address, key]);
    const outcome = this.#pending.get(own) ?? this.#enqueue(check, address);
    this.#pending.set(own, outcome);
    try {
      const matches = await outcome;
      if (matches !== undefined) remember(matches ? this.#right : this.#wrong, key);
      return matches;
    } finally {
      this.#pending.delete(own);
    }
  }

  /** A digest that only this process can compute. */
  digest(text: string): Buffer {
    return createHmac("sha256", this.#secret).update(text).digest();
  }

  close(): void {
    this.#worker.close();
  }

  #enqueue(comparison: Comparison, address: string): Promise<boolean | undefined> {
    const own = this.#waiting.get(address) ?? [];
    if (own.length >= MAX_WAITING_OF_ADDRESS || !this.#makeRoom(own.length))
      return Promise.resolve(undefined);
    return new Promise((settle) => {
      own.push({ comparison, settle });
      this.#waiting.set(address, own);
      void this.#run();
    });
  }

  /**
   * Takes a place from the address with the most, if none is free.
   *
   * @param own how many places the address has that needs one
   * @returns whether there is a free place
   */
  #makeRoom(own: number): boolean {
    const lists = [...this.#waiting.values()];
    if (lists.reduce((sum, list) => sum + list.length, 0) < MAX_WAITING) return true;
    const longest = lists.reduce((one, other) => (other.length > one.length ? other : one));
    if (longest.length <= own + 1) return false;
    longest.pop()?.settle(undefined);
    return true;
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let next = this.#takeNext(); next !== undefined; next = this.#takeNext()) {
      const { password, hash } = next.comparison;
      const matches = this.#worker.matches({ password, hash });
      next.settle(matches);
      await matches.catch(() => {}); // whoever waits for the check gets the error
    }
    this.#isRunning = false;
  }

  #takeNext(): WaitingCheck | undefined {
    for (const [address, list] of this.#waiting) {
      const check = list.shift();
      this.#waiting.delete(address);
      if (list.length > 0) this.#waiting.set(address, list);
      return check;
    }
    return undefined;
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
   * @param address of the client; addresses take turns
   */
  async check(
    header: string | undefined,
    users: ReadonlyMap<string, string>,
    address: string,
  ): Promise<AuthResult> {
    const credentials = credentialsOf(header ?? "");
    if (credentials === undefined) return "refused";
    const { user, password } = credentials;
    const userHash = users.get(user);
    const hash = userHash ?? this.#decoy(user, users);
    const matches = await this.#checks.check({ user, password, hash }, networkOf(address));
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

/** An address of IPv6 stands for its /64, which a single client usually has as a whole. Others are as they are. */
function networkOf(address: string): string {
  if (isIP(address) !== 6 || address.includes(".")) return address;
  const [before = ""] = address.split("::");
  return `${before}:0:0:0:0`.split(":").slice(0, 4).join(":");
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
    const name = `the password of ${userName(key.text)} in ${SECTION}`;
    const hash = value.kind === "nothing" ? "" : readText(value, { name, faults });
    if (key.text.includes(":")) {
      faults.add(
        key.at,
        `the name of ${userName(key.text)} has a colon, which none can have; write the name, a colon, a blank and the hash`,
      );
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

/** A line of htpasswd without a blank after its colon would be a name: it has the hash. */
function userName(name: string): string {
  return shown(name, "") === "" ? "this user" : `user ${shown(name, "")}`;
}
