import { PasswordChecks } from "./password-checks.js";

/** Whether a request may be answered; `busy` if that cannot be found out now. */
export type Verdict = "admitted" | "refused" | "busy";

/** A user's name and password, as a client gives them. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Holds what clients say who they are against the users of a web configuration. */
export class BasicAuth {
  readonly #checks = new PasswordChecks();

  /**
   * @param header of the request, `Authorization`
   * @param users bcrypt hashes by the names of users; at least one
   */
  async judge(header: string | undefined, users: ReadonlyMap<string, string>): Promise<Verdict> {
    const credentials = credentialsOf(header ?? "");
    if (credentials === undefined) return "refused";
    const { user, password } = credentials;
    const known = users.get(user);
    const hash = known ?? this.#decoy(user, users);
    const matches = await this.#checks.check({ user, password, hash });
    if (matches === undefined) return "busy";
    return matches && known !== undefined ? "admitted" : "refused";
  }

  close(): void {
    this.#checks.close();
  }

  /**
   * The hash of a user, always the same for one name: a password of an unknown user is compared like every
   * other, at a cost that a user has, so that the time taken does not tell which users there are.
   */
  #decoy(user: string, users: ReadonlyMap<string, string>): string {
    const hashes = [...users.values()];
    return hashes[this.#checks.digest(user).readUInt32BE() % hashes.length] ?? "";
  }
}

/** What a header `Authorization: Basic …` says, RFC 7617; `undefined` if it is none. */
export function credentialsOf(header: string): Credentials | undefined {
  const [, encoded] = /^basic ([A-Za-z0-9+/]+={0,2})$/i.exec(header) ?? [];
  if (encoded === undefined) return undefined;
  try {
    const text = UTF_8.decode(Buffer.from(encoded, "base64"));
    const colon = text.indexOf(":");
    return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
  } catch {
    return undefined; // no UTF-8, in which two passwords could become one
  }
}

const UTF_8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
