import { AddressError, parseAddress } from "@metricsmith/runtime/address";
import { describe, expect, test } from "vitest";
import { checkServerAddress } from "../../../generator/schema/read/server-address.js";
import { compileText, marks } from "../../support/generator/compile-schema.js";
import { ADDRESSES, REFUSED } from "../../support/runtime/address-cases.js";

describe("server.address", () => {
  test.each(ADDRESSES)(
    "takes %s, and is completed to an address of the same meaning",
    (_, { given, want }) => {
      const { catalog, diagnostics } = compileText(schema(given));
      expect(diagnostics).toEqual([]);
      const address = catalog?.server.address ?? "";
      expect(parseAddress(address)).toEqual(want);
      expect(checkServerAddress(address)).toEqual({ isValid: true, address });
    },
  );

  test.each(REFUSED)("refuses %s, with the parser's own words", (_, { given }) => {
    expect(() => parseAddress(given)).toThrow(AddressError);
    const checked = checkServerAddress(given);
    if (checked.isValid) throw new Error(`${given} is taken for ${checked.address}`);
    const loaded = compileText(schema(given));
    expect(marks(loaded)).toEqual(["invalid-address 2:20"]);
    expect(loaded.diagnostics[0]).toMatchObject({
      message: `The address \`${given}\` ${checked.problem}.`,
      help: expect.stringContaining(checked.hint.slice(1)),
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
  expect(checkServerAddress(given)).toEqual({ isValid: true, address: want });
});

function schema(address: string): string {
  return `version: 1\nserver: { address: ${JSON.stringify(address)} }\n`;
}
