/** An account of the demonstration. Its secrets stand here in the open, so that you can sign in as well. */
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
