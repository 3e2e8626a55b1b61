import { byMethod } from "./http/answer.js";
import { html } from "./http/reply.js";
import type { Route } from "./http/router.js";

/** Where the portal and its metrics are found. */
export interface Addresses {
  readonly portal: string;
  /** Empty if they are not served. */
  readonly metrics: string;
}

/** The page at `/`, which says what this is. */
export function homePageRoute({ portal, metrics }: Addresses): Route {
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
  return { path: "/", answer: byMethod({ GET: () => html(page) }) };
}
