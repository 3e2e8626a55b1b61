import { DEMO_USERS } from "./authentication/demo-users.js";
import { firstFactorRoute } from "./authentication/first-factor.js";
import { forwardAuthRoute } from "./authentication/forward-auth.js";
import { Regulation, type RegulationRule } from "./authentication/regulation.js";
import { secondFactorRoutes } from "./authentication/second-factor.js";
import { Sessions } from "./authentication/sessions.js";
import { UserStore } from "./authentication/user-store.js";
import { type Addresses, homePageRoute } from "./home-page.js";
import type { Route } from "./http/router.js";
import { authorizationRoutes } from "./openid-connect/authorization.js";
import { discoveryRoutes } from "./openid-connect/discovery.js";
import { Grants } from "./openid-connect/grants.js";
import { SigningKey } from "./openid-connect/signing-key.js";
import { tokenRoutes } from "./openid-connect/tokens.js";

/** All routes of a portal, over users, sessions and grants of its own. */
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
