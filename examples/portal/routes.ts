import { firstFactorRoute } from "./authentication/first-factor.js";
import { forwardAuthRoute } from "./authentication/forward-auth.js";
import { Regulation, type RegulationRule } from "./authentication/regulation.js";
import { secondFactorRoutes } from "./authentication/second-factor.js";
import { Sessions } from "./authentication/sessions.js";
import { DEMO_USERS, UserStore } from "./authentication/users.js";
import { byMethod, html, type Route } from "./http.js";
import { authorizationRoutes, Grants } from "./openid-connect/authorization.js";
import { discoveryRoutes, SigningKey, tokenRoutes } from "./openid-connect/tokens.js";

/** All routes of a portal with its own users, sessions and grants. */
export function portalRoutes(addresses: Addresses, rule: RegulationRule): readonly Route[] {
  const issuer = new URL(addresses.portal).origin;
  const users = new UserStore(DEMO_USERS);
  const sessions = new Sessions();
  const regulation = new Regulation(rule);
  const grants = new Grants();
  const key = new SigningKey();
  return [
    homePageRoute(addresses),
    firstFactorRoute({ users, sessions, regulation }),
    ...secondFactorRoutes({ users, sessions, regulation }),
    forwardAuthRoute({ users, sessions }),
    ...authorizationRoutes({ sessions, grants }),
    ...tokenRoutes({ grants, key, issuer }),
    ...discoveryRoutes(issuer, key),
  ];
}

/** The addresses that the home page shows. */
interface Addresses {
  readonly portal: string;
  /** Empty if the metrics are not served. */
  readonly metrics: string;
}

/** The home page at `/`. */
function homePageRoute({ portal, metrics }: Addresses): Route {
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>metricsmith: example portal</title>
<style>
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui; max-width: 40rem; margin: 4rem auto; padding: 0 1rem }
pre { white-space: pre-wrap }
</style>
<h1>Example portal</h1>
<p>An authentication portal that records what it does through the recorders that metricsmith generated.</p>
<ul>
<li>Portal: <a href="${portal}">${portal}</a></li>
<li>Metrics: ${metrics === "" ? "not served" : `<a href="${metrics}">${metrics}</a>`}</li>
</ul>
<p>Try a wrong password, and watch <code>authelia_authn{success="false",banned="false"}</code> go up:</p>
<pre>curl -d '{"username":"john","password":"guess"}' \\
  -H 'content-type: application/json' \\
  ${portal}api/firstfactor</pre>
</html>
`;
  return { path: "/", handler: byMethod({ GET: () => html(page) }) };
}
