import { createServer, type Server } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { listen } from "../../../runtime/server/listen.js";
import { MetricsServerError } from "../../../runtime/server/metrics-server-error.js";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe("listen", () => {
  test("gives the port that it was asked for, or for 0 a free one", async () => {
    const port = await listen(server(), at("127.0.0.1", 0));
    expect(port).toBeGreaterThan(0);
    servers.pop()?.close();
    expect(await listen(server(), at("127.0.0.1", port))).toBe(port);
  });

  test("leaves no listener for errors behind", async () => {
    const listening = server();
    await listen(listening, at("127.0.0.1", 0));
    expect(listening.listenerCount("error")).toBe(0);
  });

  test("a port in use is an error that says so and what to do", async () => {
    const port = await listen(server(), at("127.0.0.1", 0));
    const error = await listen(server(), at("127.0.0.1", port)).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(MetricsServerError);
    expect(error).toMatchObject({
      message:
        `cannot listen on 127.0.0.1:${port}: the port is already in use; ` +
        "pass another address, host or port to startMetricsServer, or change server.address in the schema",
      cause: { code: "EADDRINUSE" },
    });
  });

  test("a host name that has no address is an error that quotes it", async () => {
    await expect(listen(server(), at("no-such-host.invalid", 0))).rejects.toThrow(
      'cannot listen on no-such-host.invalid:0: the host name "no-such-host.invalid" cannot be resolved',
    );
  });

  test("an address of another machine is an error that quotes it", async () => {
    await expect(listen(server(), at("192.0.2.1", 0))).rejects.toThrow(
      'cannot listen on 192.0.2.1:0: this machine does not have the address "192.0.2.1"',
    );
  });

  test.each([
    ["EACCES", { given: code("EACCES"), want: "permission denied (a port below 1024 may need a privilege)" }],
    ["another code", { given: code("EMFILE"), want: "listen EMFILE" }],
  ])("%s is an error that says why", async (_, { given, want }) => {
    const refusing = server();
    refusing.listen = () => {
      queueMicrotask(() => refusing.emit("error", given));
      return refusing;
    };
    await expect(listen(refusing, at("", 80))).rejects.toThrow(`cannot listen on :80: ${want};`);
  });
});

function server(): Server {
  const made = createServer();
  servers.push(made);
  return made;
}

function at(host: string, port: number) {
  return { host, port, path: "/metrics" };
}

function code(value: string): Error {
  return Object.assign(new Error(`listen ${value}`), { code: value });
}
