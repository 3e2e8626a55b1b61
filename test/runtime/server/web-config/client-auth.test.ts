import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { sansOf } from "../../../../runtime/server/web-config/tls.js";
import { CertificateAuthority } from "../../../support/runtime/certificate-authority.js";

const authority = new CertificateAuthority();

/** What Node says of a certificate's names. */
function textOf(sans: readonly string[]): string {
  return new X509Certificate(authority.issue("client", sans).cert).subjectAltName ?? "";
}

test.each<[string, { given: readonly string[]; want: readonly string[] }]>([
  [
    "every kind of name",
    {
      given: ["a.example", "127.0.0.1", "::1", "URI:spiffe://example/a", "email:a@example.org"],
      want: ["a.example", "127.0.0.1", "0:0:0:0:0:0:0:1", "spiffe://example/a", "a@example.org"],
    },
  ],
  [
    "a name that looks like two",
    {
      given: ["URI:spiffe://a, DNS:admin.example"],
      want: ["spiffe://a, DNS:admin.example"],
    },
  ],
  ["a name with quotes", { given: ['a", DNS:admin.example'], want: ['a", DNS:admin.example'] }],
  ["no name", { given: [], want: [] }],
])("the names of a certificate with %s", (_, { given, want }) => {
  expect(sansOf(textOf(given))).toEqual(want);
});

test("a text that cannot be read to its end has no names", () => {
  expect(sansOf('DNS:a.example, DNS:"b')).toEqual([]);
  expect(sansOf("DNS:a.example, nonsense")).toEqual([]);
  expect(sansOf('DNS:a.example, DNS:"\\x"')).toEqual([]);
});
