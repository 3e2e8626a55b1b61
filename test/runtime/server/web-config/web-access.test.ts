import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { hashSync } from "bcryptjs";
import { afterAll, expect, test } from "vitest";
import { sendReply } from "../../../../runtime/server/reply.js";
import { WebAccess } from "../../../../runtime/server/web-config/web-access.js";
import { as, ask, Served } from "../../../support/runtime/web-config-server.js";

const served = new Served();
afterAll(() => served.remove());

test("if passwords cannot be checked, the response is 500, and the application is warned", async () => {
  served.write({ "web-config.yml": `basic_auth_users: { a: "${hashSync("secret", 4)}" }` });
  const warnings: string[] = [];
  const access = await WebAccess.open(served.configFile, (_, message) => warnings.push(message));
  access.close(); // as if no thread could be started
  const server = access.createServer({}, async (request, response) => {
    const refusal = await access.check(request, response);
    if (refusal === undefined) response.destroy();
    else await sendReply(response, refusal);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo; // it listens on a port
  const answer = await ask(`http://127.0.0.1:${port}/metrics`, { headers: as("a:secret") });
  server.close();
  expect(answer).toMatchObject({
    status: 500,
    body: "passwords cannot be checked; a warning of the application says why\n",
  });
  expect(warnings).toEqual([
    "passwords of the web configuration cannot be checked: the thread that compares passwords has ended",
  ]);
});
