import { hashSync } from "bcryptjs";
import { afterEach, describe, expect, test } from "vitest";
import { BasicAuth, credentialsOf } from "../../../../runtime/server/web-config/users.js";

const opened: BasicAuth[] = [];
afterEach(() => {
  for (const auth of opened.splice(0)) auth.close();
});

function open(): BasicAuth {
  const auth = new BasicAuth();
  opened.push(auth);
  return auth;
}

/** The address of a client. */
const HERE = "127.0.0.1";

const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString("base64")}`;
const users = (passwords: Readonly<Record<string, string>>) =>
  new Map(Object.entries(passwords).map(([user, password]) => [user, hashSync(password, 4)]));

describe("credentialsOf", () => {
  test.each<[string, { given: string; want: ReturnType<typeof credentialsOf> }]>([
    ["a user and a password", { given: basic("a:b"), want: { user: "a", password: "b" } }],
    ["colons in the password", { given: basic("a:b:c:"), want: { user: "a", password: "b:c:" } }],
    ["nothing but a colon", { given: basic(":"), want: { user: "", password: "" } }],
    ["letters of every kind", { given: basic("é:п😀"), want: { user: "é", password: "п😀" } }],
    [
      "the scheme in other letters",
      { given: basic("a:b").replace("Basic", "bASIC"), want: { user: "a", password: "b" } },
    ],
    ["no colon", { given: basic("ab"), want: undefined }],
    ["no header", { given: "", want: undefined }],
    ["another scheme", { given: "Bearer YTpi", want: undefined }],
    ["no base64", { given: "Basic a:b", want: undefined }],
    ["no UTF-8", { given: "Basic YTr/", want: undefined }],
  ])("reads %s", (_, { given, want }) => {
    expect(credentialsOf(given)).toEqual(want);
  });
});

describe("a user", () => {
  test("with the right password is admitted, the second time from memory", async () => {
    const auth = open();
    const known = users({ a: "secret" });
    expect(await auth.check(basic("a:secret"), known, HERE)).toBe("admitted");
    expect(await auth.check(basic("a:secret"), known, HERE)).toBe("admitted");
  });

  test.each([
    ["a wrong password", basic("a:wrong")],
    ["no password", basic("a:")],
    ["another user's password", basic("a:other")],
    ["the hash for a password", basic(`a:${hashSync("secret", 4)}`)],
    ["no credentials", undefined],
    ["nonsense", "Basic ="],
  ])("with %s is refused", async (_, header) => {
    expect(await open().check(header, users({ a: "secret", b: "other" }), HERE)).toBe("refused");
  });

  test.each(["a", "b", "y"])("whose hash is of the kind $2%s$ is admitted", async (kind) => {
    const hash = hashSync("пароль", 4).replace(/^\$2./, `$2${kind}`);
    expect(await open().check(basic("a:пароль"), new Map([["a", hash]]), HERE)).toBe("admitted");
  });

  test("whose hash was made by htpasswd -nBC 5 is admitted", async () => {
    const hash = "$2y$05$PDhBHLYJsxNDNK7GXa1uh.ZFZiKhENfuZIvJl75ZtXowVUQ0a72CS";
    expect(await open().check(basic("a:sécret"), new Map([["a", hash]]), HERE)).toBe("admitted");
  });

  test("whose password has changed is admitted only with the new one", async () => {
    const auth = open();
    expect(await auth.check(basic("a:old"), users({ a: "old" }), HERE)).toBe("admitted");
    expect(await auth.check(basic("a:old"), users({ a: "new" }), HERE)).toBe("refused");
    expect(await auth.check(basic("a:new"), users({ a: "new" }), HERE)).toBe("admitted");
  });

  test("who is no longer known is refused, and admitted when known again", async () => {
    const auth = open();
    const [both, one] = [users({ a: "x", b: "x" }), users({ b: "x" })];
    expect(await auth.check(basic("a:x"), both, HERE)).toBe("admitted");
    expect(await auth.check(basic("a:x"), one, HERE)).toBe("refused");
    expect(await auth.check(basic("a:x"), both, HERE)).toBe("admitted");
  });
});

describe("an unknown user", () => {
  test("is refused, also with a password that a user has", async () => {
    const auth = open();
    for (const header of [
      basic("b:secret"),
      basic("b:secret"),
      basic(":secret"),
      basic("__proto__:secret"),
    ]) {
      expect(await auth.check(header, users({ a: "secret" }), HERE)).toBe("refused");
    }
  });

  test("is checked like a known user: the same number of hashes is compared and remembered", async () => {
    const auth = open();
    const known = users({ a: "secret" });
    const waiting = Array.from({ length: 9 }, (_, at) => auth.check(basic(`stranger:${at}`), known, HERE));
    expect(await auth.check(basic("a:secret"), known, HERE)).toBe("busy");
    expect(await auth.check(basic("b:secret"), known, HERE)).toBe("busy");
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(["refused"]));
  });
});

describe("a flood of wrong passwords", () => {
  test("is checked up to a limit, and a remembered password is admitted at once", async () => {
    const auth = open();
    const known = users({ a: "secret" });
    expect(await auth.check(basic("a:secret"), known, HERE)).toBe("admitted");
    const flood = Array.from({ length: 300 }, (_, at) => auth.check(basic(`a:${at}`), known, HERE));
    expect(await auth.check(basic("a:secret"), known, HERE)).toBe("admitted");
    const verdicts = await Promise.all(flood);
    expect(verdicts.filter((verdict) => verdict === "refused")).toHaveLength(9); // one is compared, eight wait
    expect(verdicts.filter((verdict) => verdict === "busy")).toHaveLength(291);
  });

  test("does not evict a correct password from memory", async () => {
    const auth = open();
    const known = users({ a: "secret" });
    expect(await auth.check(basic("a:secret"), known, HERE)).toBe("admitted");
    for (let at = 0; at < 120; at += 1) await auth.check(basic(`a:${at}`), known, HERE);
    const busy = Array.from({ length: 8 }, (_, at) => auth.check(basic(`b:${at}`), known, HERE));
    expect(await auth.check(basic("a:secret"), known, HERE)).toBe("admitted"); // the limit of comparisons is reached
    await Promise.all(busy);
  });

  test("from one address delays another address by two comparisons, whose user is not remembered", async () => {
    const auth = open();
    const known = users({ a: "secret" });
    const done: string[] = [];
    const note = (name: string) => (verdict: string) => done.push(`${name} ${verdict}`);
    const flood = Array.from({ length: 300 }, (_, at) =>
      auth.check(basic(`a:${at}`), known, HERE).then(note("flood")),
    );
    await auth.check(basic("a:secret"), known, "127.0.0.2").then(note("user"));
    await Promise.all(flood);
    expect(done.filter((text) => text !== "flood busy").slice(0, 3)).toContain("user admitted");
  });

  test("from more addresses than there are places for gives up a place of the one with the most", async () => {
    const auth = open();
    const known = users({ a: "secret" });
    const flood = Array.from({ length: 20 * 8 }, (_, at) =>
      auth.check(basic(`a:${at}`), known, `10.0.0.${Math.floor(at / 8)}`),
    );
    expect(await auth.check(basic("a:secret"), known, "127.0.0.2")).toBe("admitted");
    expect(new Set(await Promise.all(flood))).toEqual(new Set(["refused", "busy"]));
  });

  test("from one network of IPv6 has the places of one address", async () => {
    const auth = open();
    const known = users({ a: "secret" });
    const flood = Array.from({ length: 64 }, (_, at) =>
      auth.check(basic(`a:${at}`), known, `2001:db8:0:1::${at.toString(16)}`),
    );
    const verdicts = await Promise.all(flood);
    expect(verdicts.filter((verdict) => verdict === "refused")).toHaveLength(9);
  });

  test("that are all the same takes one place", async () => {
    const auth = open();
    const known = users({ a: "secret" });
    const flood = Array.from({ length: 100 }, () => auth.check(basic("a:wrong"), known, HERE));
    expect(new Set(await Promise.all(flood))).toEqual(new Set(["refused"]));
  });
});

test("checks fail when the server closes, even those that wait", async () => {
  const auth = new BasicAuth();
  const known = new Map([["a", hashSync("c", 4).replace("$04$", "$20$")]]);
  const failed = ["a:b", "a:c", "a:d"].map((credentials) =>
    expect(auth.check(basic(credentials), known, HERE)).rejects.toThrow(
      "the thread that compares passwords has ended",
    ),
  );
  await new Promise(setImmediate);
  auth.close();
  await Promise.all(failed);
});
