import type { Scenario } from "./scenario.js";
import type { Visit } from "./visitor.js";

/** What reaches any server: pages, missing pages, bad bodies, and methods that nobody expects. */
export const strayRequests: Scenario = async (visitor, random) => {
  for (const visit of random.shuffle(VISITS)) await visitor.visit(visit);
};

const VISITS: readonly Visit[] = [
  { method: "GET", path: "/" },
  { method: "GET", path: "/?rd=https%3A%2F%2Fapp.example.com%2F" },
  { method: "HEAD", path: "/" },
  { method: "GET", path: "/favicon.ico" },
  { method: "PUT", path: "/api/firstfactor", json: {} },
  { method: "DELETE", path: "/api/secondfactor/totp" },
  { method: "OPTIONS", path: "/api/firstfactor" },
  { method: "PATCH", path: "/api/authz/forward-auth", json: {} },
  { method: "PROPFIND", path: "/" },
  { method: "POST", path: "/api/firstfactor", json: "neither a username nor a password" },
  { method: "POST", path: "/api/secondfactor/duo", json: { answer: "allow" } },
];
