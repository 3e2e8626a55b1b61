import { expect, test } from "vitest";
import { negotiateCompression } from "../../../runtime/server/negotiation.js";

test.each([
  ["no header", { given: undefined, want: "never" }],
  ["an empty header", { given: "", want: "never" }],
  ["gzip", { given: "gzip", want: "worthwhile" }],
  ["gzip among others", { given: "br, deflate , gzip;q=0.1", want: "worthwhile" }],
  ["upper case", { given: "GZIP;Q=1", want: "worthwhile" }],
  ["its old name", { given: "x-gzip", want: "worthwhile" }],
  ["others alone", { given: "br, deflate, zstd", want: "never" }],
  ["anything", { given: "*", want: "worthwhile" }],
  ["anything but gzip", { given: "gzip;q=0, *", want: "never" }],
  ["nothing but gzip", { given: "gzip, *;q=0", want: "always" }],
  ["gzip, and not what is not encoded", { given: "gzip, identity;q=0", want: "always" }],
  ["anything that is encoded", { given: "*, identity;q=0", want: "always" }],
  ["what is not encoded, rather than gzip", { given: "gzip;q=0.5, identity", want: "never" }],
  ["either", { given: "identity, gzip", want: "worthwhile" }],
  ["gzip, rather than what is not encoded", { given: "gzip, identity;q=0.5", want: "worthwhile" }],
  ["neither", { given: "gzip;q=0, identity;q=0", want: "never" }],
  ["nothing", { given: "*;q=0", want: "never" }],
  ["an invalid weight", { given: "gzip;q=2", want: "never" }],
] as const)("for a client that accepts %s", (_, { given, want }) => {
  expect(negotiateCompression(given)).toBe(want);
});
