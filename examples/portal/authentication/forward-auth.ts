import { recordAuthz } from "../../../generated/recorders.js";
import {
  byMethod,
  empty,
  type Handler,
  type PortalRequest,
  Refusal,
  type Reply,
  type Route,
  redirect,
  replyTo,
} from "../http.js";
import type { Sessions } from "./sessions.js";
import type { UserStore } from "./users.js";

/** Who may open a host. */
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

interface ForwardAuthParts {
  readonly users: UserStore;
  readonly sessions: Sessions;
}

/** Tells a reverse proxy whether to let a request through. Records `authelia_authz`. */
export function forwardAuthRoute({ users, sessions }: ForwardAuthParts): Route {
  function authorize(request: PortalRequest): Reply {
    const host = readHeader(request, "x-forwarded-host");
    if (host === undefined) throw new Refusal(400, "Send the header X-Forwarded-Host.");
    const rule = RULES.get(host);
    if (rule === undefined) return empty(403);
    const session = sessions.find(request);
    if ((session?.factors ?? 0) < rule.factors) return requireSignIn(request, host);
    if (rule.group === undefined) return empty(200);
    const groups = session === undefined ? [] : (users.find(session.username)?.groups ?? []);
    return empty(groups.includes(rule.group) ? 200 : 403);
  }

  return { path: "/api/authz/forward-auth", handler: countReplies(byMethod({ GET: authorize })) };
}

/** Counts each reply by its status, including refusals. */
function countReplies(handler: Handler): Handler {
  return async (request) => {
    const reply = await replyTo(request, handler);
    recordAuthz({ code: reply.status });
    return reply;
  };
}

/** Redirects a browser to the portal; replies 401 to other programs. */
function requireSignIn(request: PortalRequest, host: string): Reply {
  if (!request.headers.accept?.includes("text/html")) return empty(401);
  const uri = readHeader(request, "x-forwarded-uri") ?? "/";
  return redirect(`/?rd=${encodeURIComponent(`https://${host}${uri}`)}`);
}

function readHeader(request: PortalRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}
