import { createServer, type Server } from "node:http";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { afterEach, describe, expect, test } from "vitest";
import { parseAddress, type TcpAddress } from "../../../runtime/address.js";
import { MetricsServerError } from "../../../runtime/server/errors.js";
import { listen } from "../../../runtime/server/listen.js";

const servers: Server[] = [];
const hasIPv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === "::1"),
);

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe("listen on TCP", () => {
  test("returns the port that was requested, or a free port for 0", async () => {
    const port = await portOf(at("127.0.0.1", 0));
    expect(port).toBeGreaterThan(0);
    servers.pop()?.close();
    expect(await portOf(at("127.0.0.1", port))).toBe(port);
  });

  test("leaves no error listener on the server", async () => {
    const listening = server();
    await listen(listening, at("127.0.0.1", 0));
    expect(listening.listenerCount("error")).toBe(0);
  });

  test.for([
    ["tcp", { given: "tcp://", want: { "127.0.0.1": true, "::1": true } }],
    ["tcp on all of IPv6", { given: "tcp://[::]", want: { "127.0.0.1": true, "::1": true } }],
    ["tcp on all of IPv4", { given: "tcp://0.0.0.0", want: { "127.0.0.1": true, "::1": false } }],
    ["tcp on an IPv4 address", { given: "tcp://127.0.0.1", want: { "127.0.0.1": true, "::1": false } }],
    ["tcp on an IPv6 address", { given: "tcp://[::1]", want: { "127.0.0.1": false, "::1": true } }],
    ["tcp4", { given: "tcp4://", want: { "127.0.0.1": true, "::1": false } }],
    ["tcp4 on all of IPv4", { given: "tcp4://0.0.0.0", want: { "127.0.0.1": true, "::1": false } }],
    ["tcp4 on a name", { given: "tcp4://localhost", want: { "127.0.0.1": true, "::1": false } }],
    ["tcp6", { given: "tcp6://", want: { "127.0.0.1": false, "::1": true } }],
    ["tcp6 on all of IPv6", { given: "tcp6://[::]", want: { "127.0.0.1": false, "::1": true } }],
    ["tcp6 on an IPv6 address", { given: "tcp6://[::1]", want: { "127.0.0.1": false, "::1": true } }],
  ] as const)("%s answers these families", async ([, { given, want }], { skip }) => {
    skip(!hasIPv6 && want["::1"], "this machine has no IPv6");
    const port = await portOf(anyPort(given));
    expect(await answers("127.0.0.1", port)).toBe(want["127.0.0.1"]);
    if (hasIPv6) expect(await answers("::1", port)).toBe(want["::1"]);
  });

  test("throws an error for a port in use that says what to do", async () => {
    const port = await portOf(at("127.0.0.1", 0));
    const error = await listen(server(), at("127.0.0.1", port)).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(MetricsServerError);
    expect(error).toMatchObject({
      message:
        `cannot listen on 127.0.0.1:${port}: the port is already in use; ` +
        "pass another address, host or port to startMetricsServer, set METRICSMITH_ADDRESS, or change server.address in the schema",
      cause: { code: "EADDRINUSE" },
    });
  });

  test.each(["tcp", "tcp4", "tcp6"] as const)(
    "a host name that has no address is an error that quotes it, under %s",
    async (network) => {
      await expect(listen(server(), { ...at("no-such-host.invalid", 0), network })).rejects.toThrow(
        'cannot listen on no-such-host.invalid:0: the host name "no-such-host.invalid" cannot be resolved',
      );
    },
  );

  test("throws an error for another machine's address that quotes it", async () => {
    await expect(listen(server(), at("192.0.2.1", 0))).rejects.toThrow(
      'cannot listen on 192.0.2.1:0: this machine does not have the address "192.0.2.1"',
    );
  });

  test.each([
    ["EACCES", { given: code("EACCES"), want: "permission denied (a port below 1024 may need a privilege)" }],
    ["EAFNOSUPPORT", { given: code("EAFNOSUPPORT"), want: "this machine has no IPv6" }],
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

async function portOf(address: TcpAddress): Promise<number> {
  return Number((await listen(server(), address)).port);
}

function at(host: string, port: number): TcpAddress {
  return { ...anyPort("tcp://"), host, port };
}

function anyPort(text: string): TcpAddress {
  const address = parseAddress(text);
  if (address.network === "unix" || address.network === "fd") throw new Error(`${text} is not TCP`);
  return { ...address, port: 0 };
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(port, host);
    connection.once("error", () => resolve(false));
    connection.once("connect", () => {
      connection.destroy();
      resolve(true);
    });
  });
}

function code(value: string): Error {
  return Object.assign(new Error(`listen ${value}`), { code: value });
}
