import { describe, expect, test } from "vitest";
import { decodePath, parseAddress } from "../../../runtime/server/address.js";
import { MetricsServerError } from "../../../runtime/server/metrics-server-error.js";

describe("parseAddress", () => {
  test.each([
    ["nothing", { given: "", want: ["", 9959, "/metrics"] }],
    ["a port", { given: "tcp://:9100", want: ["", 9100, "/metrics"] }],
    ["port 0, as if it were missing", { given: "tcp://:0/metrics", want: ["", 9959, "/metrics"] }],
    ["a host", { given: "tcp://portal", want: ["portal", 9959, "/metrics"] }],
    ["everything", { given: "tcp://127.0.0.1:80/a/b", want: ["127.0.0.1", 80, "/a/b"] }],
    ["the scheme in capitals", { given: "TCP://127.0.0.1:80", want: ["127.0.0.1", 80, "/metrics"] }],
    ["no scheme", { given: "127.0.0.1:80/x", want: ["127.0.0.1", 80, "/x"] }],
    ["no scheme nor host", { given: ":80", want: ["", 80, "/metrics"] }],
    ["localhost alone", { given: "localhost", want: ["localhost", 9959, "/metrics"] }],
    ["a name with a dot alone", { given: "portal.example", want: ["portal.example", 9959, "/metrics"] }],
    ["the path /", { given: "tcp://:80/", want: ["", 80, "/"] }],
    ["a path with escapes", { given: "tcp://:80/a%20b%2Fc", want: ["", 80, "/a b/c"] }],
    ["a path with @", { given: "tcp://:80/a@b", want: ["", 80, "/a@b"] }],
    ["an empty port", { given: "tcp://portal:/x", want: ["portal", 9959, "/x"] }],
    ["an IPv6 address", { given: "tcp://[::1]:80/x", want: ["::1", 80, "/x"] }],
    ["an IPv6 address alone", { given: "[::1]", want: ["::1", 9959, "/metrics"] }],
    [
      "an IPv6 address with a zone",
      { given: "tcp://[fe80::1%25eth0]:80", want: ["fe80::1%eth0", 80, "/metrics"] },
    ],
    ["every interface, written out", { given: "tcp://[::]:80", want: ["::", 80, "/metrics"] }],
    ["the scheme alone", { given: "tcp://", want: ["", 9959, "/metrics"] }],
    ["the highest port", { given: ":65535", want: ["", 65_535, "/metrics"] }],
  ] as const)("reads %s", (_, { given, want: [host, port, path] }) => {
    expect(parseAddress(given)).toEqual({ host, port, path });
  });

  test.each([
    [
      "another scheme",
      { given: "unix:///run/x.sock", want: 'the scheme "unix" is not supported, only tcp is' },
    ],
    ["http", { given: "http://:9959", want: 'the scheme "http" is not supported' }],
    ["no scheme before //", { given: "://:9959", want: 'the scheme "" is not supported' }],
    ["a path alone", { given: "/run/x.sock", want: "a path alone is a unix socket, which is not supported" }],
    ["a port alone", { given: "9959", want: "it could be a host, a port or a path" }],
    ["a word alone", { given: "metrics", want: "it could be a host, a port or a path" }],
    ["a port that is too high", { given: ":65536", want: 'its port "65536" is not a whole number' }],
    ["a port that is no number", { given: "tcp://x:http", want: 'its port "http" is not a whole number' }],
    ["a negative port", { given: "tcp://x:-1", want: 'its port "-1" is not a whole number' }],
    ["a port with an exponent", { given: "tcp://x:1e3", want: 'its port "1e3" is not a whole number' }],
    ["an IPv6 address without brackets", { given: "::1", want: "an IPv6 address goes in brackets" }],
    ["the same with a port", { given: "tcp://fe80::1:9959", want: "an IPv6 address goes in brackets" }],
    ["a name in brackets", { given: "tcp://[portal]:80", want: "its host is not valid" }],
    ["an open bracket", { given: "tcp://[::1", want: "its host is not valid" }],
    ["text after a bracket", { given: "tcp://[::1]x:80", want: "its host is not valid" }],
    ["a query", { given: "tcp://:80/x?y=1", want: "it has a query, which is not supported" }],
    ["a fragment", { given: "tcp://:80/x#y", want: "it has a fragment, which" }],
    ["a user", { given: "tcp://u:p@x:80", want: "it has a user, which" }],
    ["white space", { given: " :9959", want: "it has white space, which" }],
    ["a bad escape", { given: "tcp://:80/%zz", want: "its path is not valid percent-encoding" }],
  ] as const)("refuses %s, quoting it and saying what to write", (_, { given, want }) => {
    const parse = () => parseAddress(given);
    expect(parse).toThrow(MetricsServerError);
    expect(parse).toThrow(`the address ${JSON.stringify(given)} is not valid: ${want}`);
    expect(parse).toThrow("write tcp://host:port/path, as in tcp://127.0.0.1:9959/metrics");
  });
});

test.each([
  ["a path without escapes", { given: "/metrics", want: "/metrics" }],
  ["escapes", { given: "/%6detrics%2f", want: "/metrics/" }],
  ["UTF-8", { given: "/%C3%BC", want: "/ü" }],
  ["a bad escape", { given: "/%", want: undefined }],
  ["bytes that are not UTF-8", { given: "/%FF", want: undefined }],
  ["a lone surrogate", { given: "/a\ud800", want: undefined }],
] as const)("decodePath of %s", (_, { given, want }) => {
  expect(decodePath(given)).toBe(want);
});
