import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import manifest from "../../examples/next-app/package.json" with { type: "json" };
import { installedTools } from "../support/bundlers/installed-tools.js";
import { compiledRuntime } from "../support/compiled-packages.js";
import { ROOT } from "../support/documents.js";
import { startExample } from "../support/programs/started-example.js";

test("next-app records the requests of its route, which its instrumentation serves", async () => {
  const { "@metricsmith/runtime": _linked, ...packages } = manifest.dependencies;
  const tools = await installedTools("next", packages);
  const app = mkdtempSync(join(tools, "example-"));
  cpSync(join(ROOT, "examples/next-app"), app, {
    recursive: true,
    filter: (path) => !/\/(?:node_modules|\.next)$/.test(path),
  });
  cpSync(await compiledRuntime(), join(app, "node_modules/@metricsmith/runtime"), { recursive: true });
  const port = await freePort();
  const environment = { PORT: String(port), NEXT_APP_ROOT: tools };
  const { addresses, stop } = await startExample(app, ["metrics"], environment);
  try {
    const product = (id: string) => fetch(`http://localhost:${port}/api/products/${id}`);
    await expect.poll(async () => (await product("1").catch(() => undefined))?.status).toBe(200);
    expect((await product("3")).status).toBe(404);
    const text = await (await fetch(addresses["metrics"] ?? "")).text();
    const labels = (status: string) => `{method="GET",route="/api/products/[id]",status="${status}"}`;
    expect(text).toContain(`shop_http_request_duration_seconds_count${labels("2xx")} 1\n`);
    expect(text).toContain(`shop_http_request_duration_seconds_count${labels("4xx")} 1\n`);
    expect(text).toContain('shop_products_shown_total{found="true"} 1\n');
    expect(text).toContain('shop_products_shown_total{found="false"} 1\n');
  } finally {
    await stop();
    rmSync(app, { recursive: true });
  }
});

/** Next prints the port that it was given, also where that is 0. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
