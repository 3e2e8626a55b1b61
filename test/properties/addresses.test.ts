import fc from "fast-check";
import { expect, test } from "vitest";
import { checkServerAddress } from "../../generator/schema/read/server-address.js";
import { AddressError, parseAddress } from "../../runtime/address.js";

const piece = fc.constantFrom(
  ...[
    "tcp",
    "tcp4",
    "TCP6",
    "unix",
    "fd",
    "http",
    "://",
    ":",
    "/",
    "//",
    "?",
    "&",
    "#",
    "@",
    "[",
    "]",
    "%",
    "%2F",
  ],
  ...[
    "%00",
    "%C3%BC",
    "+",
    "umask=",
    "0117",
    "path=",
    "metrics",
    "localhost",
    "127.0.0.1",
    "::1",
    "3",
    "9959",
    "ü",
  ],
);
const text = fc.oneof(
  fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join("")),
  fc
    .tuple(
      fc.constantFrom("tcp://", "tcp://h:1/", "unix:///", "unix://@", "unix:///x?path=", "fd://3?"),
      fc.string({ unit: "binary" }),
    )
    .map((parts) => parts.join("")),
);

test("any text is an address or refused with a hint, and an address completed is the same address", () => {
  let sound = 0;
  fc.assert(
    fc.property(text, (given) => {
      const checked = checkServerAddress(given);
      if (checked.isValid) {
        sound += 1;
        expect(parseAddress(checked.address)).toEqual(parseAddress(given));
        expect(checkServerAddress(checked.address)).toEqual(checked);
        return;
      }
      expect(checked.hint).not.toBe("");
      expect(() => parseAddress(given)).toThrow(AddressError);
    }),
    { numRuns: 5000 },
  );
  expect(sound).toBeGreaterThan(100);
});
