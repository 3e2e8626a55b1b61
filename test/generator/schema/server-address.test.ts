import { AddressError, parseAddress } from "@metricsmith/runtime/address";
import { describe, expect, test } from "vitest";
import { compileText, marks } from "../../support/generator/compile-schema.js";
import { ADDRESSES, REFUSED } from "../../support/runtime/address-cases.js";

describe("server.address", () => {
  test.each(ADDRESSES)(
    "can be %s, and is completed to an address of the same meaning",
    (_, { given, want }) => {
      const address = addressOf(given);
      expect(parseAddress(address)).toEqual(want);
      expect(addressOf(address)).toBe(address);
    },
  );

  test.each(REFUSED)("cannot be %s, and the message has the parser's words", (_, { given }) => {
    const { problem, hint } = parseError(given);
    const loaded = compileText(schema(given));
    expect(marks(loaded)).toEqual(["invalid-address 2:20"]);
    expect(loaded.diagnostics[0]).toMatchObject({
      message: `The address \`${given}\` ${problem}.`,
      help: expect.stringContaining(hint.slice(1)),
    });
  });
});

test.each([
  ["defaults", { given: "", want: "tcp://:9959/metrics" }],
  ["a scheme", { given: "127.0.0.1:80/a@b", want: "tcp://127.0.0.1:80/a%40b" }],
  ["brackets and zone", { given: "[fe80::1%25eth0]", want: "tcp://[fe80::1%25eth0]:9959/metrics" }],
  ["a Unix socket", { given: "/a%20b?path=m%20n&umask=117", want: "unix:///a%20b?umask=0117&path=m%20n" }],
  ["an abstract socket", { given: "unix://@a?path=", want: "unix://@a" }],
  ["a descriptor", { given: "FD://03", want: "fd://3" }],
] as const)("an address is completed: %s", (_, { given, want }) => {
  expect(addressOf(given)).toBe(want);
});

function addressOf(given: string): string {
  const { catalog, diagnostics } = compileText(schema(given));
  expect(diagnostics).toEqual([]);
  return catalog?.server.address ?? "";
}

function parseError(address: string): AddressError {
  try {
    parseAddress(address);
  } catch (error) {
    if (error instanceof AddressError) return error;
  }
  throw new Error(`${address} is parsed without an AddressError`);
}

function schema(address: string): string {
  return `version: 1\nserver: { address: ${JSON.stringify(address)} }\n`;
}
