import { describe, expect, test } from "vitest";
import { parseAddress } from "../../../runtime/address.js";
import { addressName, resolveEndpoint, urlOf } from "../../../runtime/server/endpoint.js";
import { MetricsServerError } from "../../../runtime/server/errors.js";
import type { MetricsServerOptions } from "../../../runtime/server/options.js";

const SCHEMA = "tcp://10.0.0.1:9959/metrics";

describe("resolveEndpoint", () => {
  test.each([
    ["no options", { given: {}, want: ["10.0.0.1", 9959, "/metrics"] }],
    ["an address", { given: { address: "tcp://:80/x" }, want: ["", 80, "/x"] }],
    ["an empty address", { given: { address: "" }, want: ["", 9959, "/metrics"] }],
    ["a host", { given: { host: "::1" }, want: ["::1", 9959, "/metrics"] }],
    ["a host in brackets", { given: { host: "[::1]" }, want: ["::1", 9959, "/metrics"] }],
    ["an empty host", { given: { host: "" }, want: ["", 9959, "/metrics"] }],
    ["port 0", { given: { port: 0 }, want: ["10.0.0.1", 0, "/metrics"] }],
    ["a path", { given: { path: "/%61" }, want: ["10.0.0.1", 9959, "/a"] }],
    [
      "all of them",
      { given: { address: "tcp://x:1/x", host: "y", port: 2, path: "/y" }, want: ["y", 2, "/y"] },
    ],
  ] as const)("with %s", (_, { given, want: [host, port, path] }) => {
    expect(resolveEndpoint(SCHEMA, given)).toEqual({ network: "tcp", host, port, path });
  });

  test.each([
    [
      "a Unix socket",
      { given: "unix:///x?umask=077", want: { network: "unix", socket: "/x", umask: 0o077 } },
    ],
    ["a descriptor", { given: "fd://3", want: { network: "fd", fd: 3 } }],
  ])("a path can be combined with %s", (_, { given, want }) => {
    expect(resolveEndpoint(given, {})).toEqual({ ...want, path: "/" });
    expect(resolveEndpoint(given, { path: "/m" })).toEqual({ ...want, path: "/m" });
    expect(resolveEndpoint(SCHEMA, { address: given })).toEqual({ ...want, path: "/" });
  });

  test.each([
    ["a host and a Unix socket", { given: ["unix:///x", { host: "" }], want: "host does not go with the" }],
    ["a port and a Unix socket", { given: ["unix:///x", { port: 0 }], want: "port does not go with the" }],
    [
      "a port and a descriptor",
      { given: ["fd://3", { port: 80 }], want: 'address "fd://3", which has no port' },
    ],
  ] as const)("%s contradict each other", (_, { given: [address, options], want }) => {
    expect(() => resolveEndpoint(address, options)).toThrow(MetricsServerError);
    expect(() => resolveEndpoint(address, options)).toThrow(want);
  });

  test("refuses a host of the other address family", () => {
    expect(resolveEndpoint("tcp4://", { host: "127.0.0.1" })).toMatchObject({ host: "127.0.0.1" });
    expect(resolveEndpoint("tcp6://", { host: "[::1]" })).toMatchObject({ host: "::1" });
    expect(() => resolveEndpoint("tcp4://", { host: "::1" })).toThrow(
      'host is "::1"; expected an IPv4 address',
    );
    expect(() => resolveEndpoint("tcp6://", { host: "127.0.0.1" })).toThrow("expected an IPv6 address");
  });

  test("throws an error whose cause says what is wrong with the address", () => {
    expect(refusalOf({ address: "9959" })).toMatchObject({
      name: "MetricsServerError",
      cause: { name: "AddressError", hint: "write tcp://:9959 for a port" },
    });
  });

  test.each([
    [
      "a port that is too high",
      { given: { port: 70_000 }, want: "the option port is 70000; expected a whole number" },
    ],
    ["a negative port", { given: { port: -1 }, want: "the option port is -1" }],
    ["a fraction for a port", { given: { port: 0.5 }, want: "the option port is 0.5" }],
    ["NaN for a port", { given: { port: Number.NaN }, want: "the option port is NaN" }],
    [
      "a path without /",
      { given: { path: "metrics" }, want: 'the option path is "metrics"; expected a percent-encoded' },
    ],
    ["an empty path", { given: { path: "" }, want: 'the option path is ""' }],
    ["a path with a query", { given: { path: "/x?y" }, want: 'the option path is "/x?y"' }],
    ["a path with a bad escape", { given: { path: "/100%" }, want: 'the option path is "/100%"' }],
    [
      "a host with a port",
      { given: { host: "x:80" }, want: 'the option host is "x:80"; expected a host name' },
    ],
    ["a host with slashes", { given: { host: "tcp//x" }, want: 'the option host is "tcp//x"; expected' }],
    ["a host with a sign", { given: { host: "*" }, want: 'the option host is "*"; expected a host name' }],
    ["a host with a scheme", { given: { host: "tcp://x" }, want: 'the option host is "tcp://x"' }],
    ["a bad address", { given: { address: "tcp://:x" }, want: 'the address "tcp://:x" has the port "x"' }],
    ["a number for a host", { given: { host: 9959 }, want: "the option host is 9959; expected a host name" }],
    ["null for a host", { given: { host: null }, want: "the option host is null; expected a host name" }],
    ["an object for a host", { given: { host: Object.create(null) }, want: "the option host is an object" }],
    ["a number for a path", { given: { path: 1 }, want: "the option path is 1; expected a percent-encoded" }],
    [
      "null for a path",
      { given: { path: null }, want: "the option path is null; expected a percent-encoded" },
    ],
    ["a list for a path", { given: { path: ["/metrics"] }, want: "the option path is an object" }],
    [
      "a URL object for a path",
      { given: { path: new URL("http://x/m") }, want: "the option path is an object" },
    ],
    ["a string for a port", { given: { port: "9959" }, want: 'the option port is "9959"; expected a whole' }],
    ["an object for a port", { given: { port: Object.create(null) }, want: "the option port is an object" }],
    [
      "a number for an address",
      { given: { address: 9959 }, want: "the option address is 9959; expected tcp:" },
    ],
    ["null for an address", { given: { address: null }, want: "the option address is null; expected tcp:" }],
  ])("refuses %s, quoting it", (_, { given, want }) => {
    const options = given as MetricsServerOptions; // an untyped caller can pass anything
    expect(() => resolveEndpoint(SCHEMA, options)).toThrow(MetricsServerError);
    expect(() => resolveEndpoint(SCHEMA, options)).toThrow(want);
  });

  test("does not read the schema's address if the options have one", () => {
    expect(resolveEndpoint("udp://:80", { address: ":80" }).port).toBe(80);
    expect(() => resolveEndpoint("udp://:80", {})).toThrow('"udp"');
  });
});

test.each([
  ["all interfaces", { given: ["tcp", ""], want: "http://localhost:1/a%20b/%C3%BC" }],
  ["all of IPv4", { given: ["tcp", "0.0.0.0"], want: "http://localhost:1/a%20b/%C3%BC" }],
  ["all of IPv6", { given: ["tcp", "::"], want: "http://localhost:1/a%20b/%C3%BC" }],
  ["IPv4 alone", { given: ["tcp4", ""], want: "http://127.0.0.1:1/a%20b/%C3%BC" }],
  ["IPv6 alone", { given: ["tcp6", "::"], want: "http://[::1]:1/a%20b/%C3%BC" }],
  ["a name", { given: ["tcp", "portal"], want: "http://portal:1/a%20b/%C3%BC" }],
  ["IPv6", { given: ["tcp", "::1"], want: "http://[::1]:1/a%20b/%C3%BC" }],
  ["an inherited descriptor", { given: ["fd", "127.0.0.2"], want: "http://127.0.0.2:1/a%20b/%C3%BC" }],
  ["a Unix socket", { given: ["unix", undefined], want: "http://localhost/a%20b/%C3%BC" }],
] as const)("the URL of an endpoint on %s", (_, { given: [network, host], want }) => {
  const port = host === undefined ? undefined : 1;
  expect(urlOf({ network, host, port, path: "/a b/ü" })).toBe(want);
});

test.each([
  ["all interfaces", { given: ":1", want: ":1" }],
  ["a name", { given: "portal:1", want: "portal:1" }],
  ["IPv6", { given: "tcp6://[::1]:1", want: "[::1]:1" }],
  ["a Unix socket", { given: "unix:///run/x.sock", want: 'the socket "/run/x.sock"' }],
  ["a descriptor", { given: "fd://3", want: "the descriptor 3" }],
] as const)("the name of %s in messages", (_, { given, want }) => {
  expect(addressName(parseAddress(given))).toBe(want);
});

function refusalOf(options: MetricsServerOptions): unknown {
  try {
    return resolveEndpoint(SCHEMA, options);
  } catch (error) {
    return error;
  }
}
