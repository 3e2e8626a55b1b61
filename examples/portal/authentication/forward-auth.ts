import { recordAuthz } from "../../../generated/recorders.js";
import { type Answer, byMethod, settle } from "../http/answer.js";
import { Refusal } from "../http/refusal.js";
import { empty, type Reply, redirect } from "../http/reply.js";
import type { PortalRequest } from "../http/request.js";
import type { Route } from "../http/router.js";
import type { Sessions } from "./sessions.js";
import type { UserStore } from "./user-store.js";

/** What it takes to reach a host. */
interface Rule {
  readonly factors: 0 | 1 | 2;
  readonly group?: string;
}

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ["public.example.com", { factors: 0 }],
  ["app.example.com", { factors: 1 }],
  ["secure.example.com", { factors: 2 }],
  ["admin.example.com", { factors: 1, group: "admins" }],
]);

export interface ForwardAuthParts {
  readonly users: UserStore;
  readonly sessions: Sessions;
}

/** A reverse proxy asks here whether to let a request through: `authelia_authz`. */
export function forwardAuthRoute({ users, sessions }: ForwardAuthParts): Route {
  function authorize(request: PortalRequest): Reply {
    const host = header(request, "x-forwarded-host");
    if (host === undefined) throw new Refusal(400, "Send the header X-Forwarded-Host.");
    const rule = RULES.get(host);
    if (rule === undefined) return empty(403);
    const session = sessions.of(request);
    if ((session?.factors ?? 0) < rule.factors) return signInFirst(request, host);
    if (rule.group === undefined) return empty(200);
    const groups = session === undefined ? [] : (users.find(session.username)?.groups ?? []);
    return empty(groups.includes(rule.group) ? 200 : 403);
  }

  return { path: "/api/authz/forward-auth", answer: recorded(byMethod({ GET: authorize })) };
}

/** Counts each authorization by the status it is answered with, a refusal's too. */
function recorded(answer: Answer): Answer {
  return async (request) => {
    const reply = await settle(answer, request);
    recordAuthz({ code: reply.status });
    return reply;
  };
}

/** A browser is led to the portal; a program is told. */
function signInFirst(request: PortalRequest, host: string): Reply {
  if (!request.headers.accept?.includes("text/html")) return empty(401);
  const uri = header(request, "x-forwarded-uri") ?? "/";
  return redirect(`/?rd=${encodeURIComponent(`https://${host}${uri}`)}`);
}

function header(request: PortalRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}
