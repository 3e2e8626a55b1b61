import { randomBytes, type ScryptOptions, scrypt, scryptSync, timingSafeEqual } from "node:crypto";

/** An account of the example. Its secrets are public, so that you can sign in. */
export interface DemoUser {
  readonly username: string;
  readonly password: string;
  readonly groups: readonly string[];
  /** The shared secret of RFC 6238. */
  readonly totpSecret: string;
}

export const DEMO_USERS: readonly DemoUser[] = [
  { username: "john", password: "apple-tree", groups: ["admins"], totpSecret: "john-has-this-secret" },
  { username: "alice", password: "blue-kettle", groups: [], totpSecret: "alice-keeps-this-one" },
  { username: "bob", password: "candle-light", groups: [], totpSecret: "bob-forgets-all-codes" },
  { username: "harry", password: "door-handle", groups: [], totpSecret: "harry-never-gets-there" },
];

/** A user without the password. */
export interface User {
  readonly username: string;
  readonly groups: readonly string[];
  readonly totpSecret: string;
}

/** The users; their passwords are hashed by scrypt. */
export class UserStore {
  readonly #users = new Map<string, User>();
  readonly #hashes = new Map<string, PasswordHash>();
  readonly #nobody = hashPassword("nobody");

  constructor(users: readonly DemoUser[]) {
    for (const { username, password, groups, totpSecret } of users) {
      this.#users.set(username, { username, groups, totpSecret });
      this.#hashes.set(username, hashPassword(password));
    }
  }

  find(username: string): User | undefined {
    return this.#users.get(username);
  }

  /** Returns the user if the password is right. An unknown user takes as long as a wrong password. */
  async authenticate(credentials: Credentials): Promise<User | undefined> {
    const hash = this.#hashes.get(credentials.username) ?? this.#nobody;
    const matches = await verifyPassword(credentials.password, hash);
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

// A quarter of the default of node:crypto, to keep the load of the example low.
const COST: ScryptOptions = { N: 4096 };
const KEY_BYTES = 32;

function hashPassword(password: string): PasswordHash {
  const salt = randomBytes(16);
  return { salt, key: scryptSync(password, salt, KEY_BYTES, COST) };
}

function verifyPassword(password: string, { salt, key }: PasswordHash): Promise<boolean> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, COST, (error, derived) => {
      if (error === null) resolve(timingSafeEqual(derived, key));
      else reject(error);
    });
  });
}
