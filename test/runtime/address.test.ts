import { describe, expect, test } from "vitest";
import { AddressError, decodePath, parseAddress } from "../../runtime/address.js";
import * as server from "../../runtime/server.js";
import { ADDRESSES, REFUSED } from "../support/runtime/address-cases.js";

describe("parseAddress", () => {
  test.each(ADDRESSES)("reads %s", (_, { given, want }) => {
    expect(parseAddress(given)).toStrictEqual(want);
  });

  test.each(REFUSED)("refuses %s, quoting it and saying what to write", (_, { given, want }) => {
    const error = refusal(given);
    expect(error).toBeInstanceOf(AddressError);
    expect(error).toMatchObject({
      name: "AddressError",
      message: expect.stringContaining(`the address ${JSON.stringify(given)} ${want}`),
    });
    expect(error).toHaveProperty("message", expect.stringMatching(/; (write|for|leave|in) /));
  });

  test("says the problem and the hint apart", () => {
    expect(refusal("9959")).toMatchObject({
      problem: "could be a host, a port or a path",
      hint: "write tcp://:9959 for a port",
    });
  });

  test.each([
    ["a number", { given: 9959, want: "the address 9959 is not a string; write tcp://" }],
    ["nothing", { given: undefined, want: "the address undefined is not a string" }],
    ["an object without a prototype", { given: Object.create(null), want: "the address [Object: null" }],
  ])("refuses %s of an untyped caller", (_, { given, want }) => {
    expect(refusal(given)).toBeInstanceOf(AddressError);
    expect(refusal(given)).toHaveProperty("message", expect.stringContaining(want));
  });

  test("is what the package exports", () => {
    expect([server.parseAddress, server.AddressError]).toEqual([parseAddress, AddressError]);
  });
});

function refusal(text: string): unknown {
  try {
    return parseAddress(text);
  } catch (error) {
    return error;
  }
}

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
