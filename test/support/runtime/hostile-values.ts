const throwing = {
  toString(): string {
    throw new Error("toString was called");
  },
  valueOf(): number {
    throw new Error("valueOf was called");
  },
};

/** Values that an untyped caller may give as a label value or a number, by what they are. */
export const HOSTILE_VALUES: readonly (readonly [string, unknown])[] = [
  ["undefined", undefined],
  ["null", null],
  ["NaN", Number.NaN],
  ["a fraction", 0.5],
  ["a symbol", Symbol("GET")],
  ["a bigint", 1n],
  ["an array", ["GET"]],
  ["an object whose toString throws", throwing],
  ["an object without a prototype", Object.create(null)],
  ["a proxy that throws at any use", new Proxy({}, throwingTraps())],
  ["a revoked proxy", revokedProxy()],
  ["a String object", Object("GET")],
  ["a function", () => "GET"],
  ["__proto__", "__proto__"],
  ["constructor", "constructor"],
  ["an empty string", ""],
  ["a lone surrogate", "\ud800"],
];

function throwingTraps(): ProxyHandler<object> {
  const refuse = () => {
    throw new Error("the proxy was used");
  };
  return { get: refuse, has: refuse, ownKeys: refuse, getPrototypeOf: refuse };
}

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
