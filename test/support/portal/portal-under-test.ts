import { afterEach, beforeEach } from "vitest";
import { DEMO_USERS } from "../../../examples/portal/authentication/users.js";
import { type Visit, Visitor, type VisitReply } from "../../../examples/portal/load/visitor.js";
import { type Portal, startPortal } from "../../../examples/portal/portal.js";
import { metrics } from "../../../generated/recorders.js";

/** The operations of a test file on the portal that it started. */
export interface PortalUnderTest {
  url(): string;
  /** Sends one request, without a session. */
  visit(visit: Visit): Promise<VisitReply>;
  /** A visitor with a session of its own. */
  visitor(): Visitor;
  /** A visitor who has signed in with the first factor. */
  signedIn(username: string): Promise<Visitor>;
}

/** Starts a portal on a free port before each test, with empty metrics in strict mode, and stops it after. */
export function portalUnderTest(): PortalUnderTest {
  let portal: Portal | undefined;

  beforeEach(async () => {
    metrics.reset();
    metrics.configure({ strict: true });
    portal = await startPortal({ host: "127.0.0.1", port: 0, metricsUrl: "http://localhost:9959/metrics" });
  });
  afterEach(async () => {
    await portal?.close();
    portal = undefined;
  });

  const url = () => portal?.url ?? "";
  const visitor = () => new Visitor((path, init) => fetch(new URL(path, url()), init));
  return {
    url,
    visitor,
    visit: (visit) => visitor().visit(visit),
    async signedIn(username) {
      const one = visitor();
      const answer = await one.visit(signInVisit(username));
      if (answer.status !== 200) throw new Error(`${username} could not sign in: ${answer.body}`);
      return one;
    },
  };
}

/** The first factor: with the user's own password, or the one given. */
export function signInVisit(username: string, password = passwordOf(username)): Visit {
  return { method: "POST", path: "/api/firstfactor", json: { username, password } };
}

function passwordOf(username: string): string {
  return DEMO_USERS.find((user) => user.username === username)?.password ?? "";
}

/** The exposed lines of one sample name, as `authelia_authz{code="200"} 1`, in the order of the exposition. */
export function exposedSamples(name: string): readonly string[] {
  const lines = new TextDecoder().decode(metrics.expose()).split("\n");
  return lines.filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
}
