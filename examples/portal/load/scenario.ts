import { DEMO_USERS, type DemoUser } from "../authentication/demo-users.js";
import type { Random } from "./random.js";
import type { Visited, Visitor } from "./visitor.js";

/** Something that visitors do: a few requests in a row. Each scenario is a visitor of its own. */
export type Scenario = (visitor: Visitor, random: Random) => Promise<void>;

/** An account of the demonstration, by name. */
export function demoUser(username: string): DemoUser {
  const user = DEMO_USERS.find((candidate) => candidate.username === username);
  if (user === undefined) throw new Error(`There is no account "${username}" in demo-users.ts.`);
  return user;
}

/** Signs in with the first factor: with the user's password, or the one given. */
export function signIn(visitor: Visitor, user: DemoUser, password = user.password): Promise<Visited> {
  return visitor.visit({
    method: "POST",
    path: "/api/firstfactor",
    json: { username: user.username, password },
  });
}
