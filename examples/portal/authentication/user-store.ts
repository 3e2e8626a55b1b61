import { randomBytes, type ScryptOptions, scrypt, scryptSync, timingSafeEqual } from "node:crypto";
import type { DemoUser } from "./demo-users.js";

/** Someone who can sign in. */
export interface User {
  readonly username: string;
  readonly groups: readonly string[];
  readonly totpSecret: string;
}

/** The users, with their passwords hashed by scrypt. */
export class UserStore {
  readonly #users = new Map<string, User>();
  readonly #hashes = new Map<string, PasswordHash>();
  readonly #nobody = hashOf("nobody");

  constructor(users: readonly DemoUser[]) {
    for (const { username, password, groups, totpSecret } of users) {
      this.#users.set(username, { username, groups, totpSecret });
      this.#hashes.set(username, hashOf(password));
    }
  }

  find(username: string): User | undefined {
    return this.#users.get(username);
  }

  /** The user, if the password is right. An unknown user takes as long as a wrong password. */
  async authenticate(credentials: Credentials): Promise<User | undefined> {
    const hash = this.#hashes.get(credentials.username) ?? this.#nobody;
    const matches = await isPassword(credentials.password, hash);
    return matches ? this.#users.get(credentials.username) : undefined;
  }
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

interface PasswordHash {
  readonly salt: Buffer;
  readonly key: Buffer;
}

// A quarter of the cost that node:crypto defaults to: the demonstration shares its machine with others.
const COST: ScryptOptions = { N: 4096 };
const KEY_BYTES = 32;

function hashOf(password: string): PasswordHash {
  const salt = randomBytes(16);
  return { salt, key: scryptSync(password, salt, KEY_BYTES, COST) };
}

function isPassword(password: string, { salt, key }: PasswordHash): Promise<boolean> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, COST, (error, derived) => {
      if (error === null) resolve(timingSafeEqual(derived, key));
      else reject(error);
    });
  });
}
