import type { BoundCounter, BoundHistogram, Exemplar, Metrics } from "@metricsmith/runtime";
import { describe, expectTypeOf, test } from "vitest";
import {
  type AuthnLabels,
  type AuthnSecondFactorLabels,
  type BoundHttpRequest,
  bindAuthnDuration,
  bindAuthnSecondFactor,
  bindHttpRequest,
  type Endpoint,
  type HttpRequestLabels,
  isMethod,
  isType,
  type METHOD_VALUES,
  type Method,
  metrics,
  type RequestDurationOpenidConnectLabels,
  type RequestLabels,
  recordAuthn,
  recordAuthnDuration,
  recordAuthnSecondFactor,
  recordAuthz,
  recordHttpRequest,
  recordRequest,
  recordRequestDuration,
  recordRequestDurationOpenidConnect,
  startAuthnDurationTimer,
  startHttpRequestTimer,
  TYPE_VALUES,
  type Type,
} from "../../generated/recorders.js";
import {
  isKept,
  isUp,
  KEPT_VALUES,
  type Kept,
  recordHuge,
  recordNarrowed,
  type Up,
} from "../fixtures/golden/vectors/recorders.js";

describe("label sets of the schema compile", () => {
  test("with every kind of label value", () => {
    recordAuthnSecondFactor({ success: true, banned: false, type: "webauthn" });
    recordAuthnSecondFactor({ success: true, banned: false, type: "totp" }, 3);
    recordRequestDurationOpenidConnect({ endpoint: "jwks", code: 200 }, 0.1);
    recordAuthz({ code: 503 });
  });

  test("with any method, since others are recorded as `other`", () => {
    recordRequest({ code: 200, method: "GET" });
    recordRequest({ code: 200, method: "BREW" });
    const request: { readonly method: string } = { method: "GET" };
    recordRequest({ code: 200, method: request.method });
  });

  test("from an object with more labels than the family has, which is not a literal", () => {
    const labels = { code: 200, method: "GET" } as const;
    recordAuthz(labels);
  });
});

describe("the values of a closed set", () => {
  test("are listed, and a guard narrows a text of a request to them", () => {
    expectTypeOf(TYPE_VALUES).toEqualTypeOf<readonly ["webauthn", "totp", "duo"]>();
    const text: string | undefined = ["totp"][0];
    if (isType(text)) {
      expectTypeOf(text).toEqualTypeOf<Type>();
      recordAuthnSecondFactor({ success: true, banned: false, type: text });
    } else {
      expectTypeOf(text).toEqualTypeOf<string | undefined>();
    }
  });

  test("of a set with `otherwise` are narrowed without excluding other texts", () => {
    const text: string = ["GET"][0] ?? "";
    if (isMethod(text)) expectTypeOf(text).toExtend<"GET" | (typeof METHOD_VALUES)[number]>();
    else expectTypeOf(text).toEqualTypeOf<string>();
    recordRequest({ code: 200, method: text });
  });
});

describe("a vector of listed status codes", () => {
  test("lists them, narrows to them, and takes any status code", () => {
    expectTypeOf(KEPT_VALUES).toEqualTypeOf<readonly [200, 404, 503]>();
    const status = Number("418");
    if (isKept(status)) expectTypeOf(status).toEqualTypeOf<200 | 404 | 503>();
    else expectTypeOf(status).toEqualTypeOf<number>();
    const code: Kept = status;
    recordNarrowed({ class: 200, code, method: "GET", short: "a" });
  });
});

describe("a vector of up to 64 integers", () => {
  test("is a union of its numbers", () => {
    expectTypeOf<Up>().toEqualTypeOf<3 | 4 | 5 | 6 | 7>();
    const given = Number("7");
    // @ts-expect-error: a number is wider than the range
    const wide: Up = given;
    if (isUp(given)) expectTypeOf(given).toEqualTypeOf<Up>();
    expectTypeOf(wide).toEqualTypeOf<Up>();
  });

  test("of more is a number, and so are status codes, their classes and listed ones", () => {
    recordHuge({ wide: Number("5"), many: "value-1", method: "GET", down: -3 });
    recordNarrowed({ class: Number("200"), code: Number("404"), method: "BREW", short: "a" });
    // @ts-expect-error: outside of the range
    recordHuge({ wide: 5, many: "value-1", method: "GET", down: -8 });
    // @ts-expect-error: the class is recorded as a code
    recordNarrowed({ class: "2xx", code: 404, method: "GET", short: "a" });
  });
});

describe("a label set that strays from the schema does not compile", () => {
  test("with a value outside of a closed set", () => {
    // @ts-expect-error: no such type
    recordAuthnSecondFactor({ success: true, banned: false, type: "sms" });
    // @ts-expect-error: no such endpoint
    recordRequestDurationOpenidConnect({ endpoint: "logout", code: 200 }, 0.1);
    const type: string = "totp";
    // @ts-expect-error: `string` is wider than the closed set
    recordAuthnSecondFactor({ success: true, banned: false, type });
  });

  test("with a label missing", () => {
    // @ts-expect-error: no `banned`
    recordAuthn({ success: true });
    // @ts-expect-error: no label at all
    recordAuthn({});
    // @ts-expect-error: `undefined` is no label value
    recordAuthn({ success: true, banned: undefined });
  });

  test("with a label too many", () => {
    // @ts-expect-error: no label `type`
    recordAuthn({ success: true, banned: false, type: "totp" });
  });

  test("with a label value of the wrong type", () => {
    // @ts-expect-error: a string for a boolean
    recordAuthn({ success: "true", banned: false });
    // @ts-expect-error: a number for a boolean
    recordAuthn({ success: 1, banned: false });
    // @ts-expect-error: a string for a number
    recordAuthz({ code: "200" });
    // @ts-expect-error: a number for a string
    recordRequest({ code: 200, method: 1 });
    // @ts-expect-error: null for a number
    recordAuthz({ code: null });
  });

  test("without labels", () => {
    // @ts-expect-error: a counter
    recordAuthn();
    // @ts-expect-error: the amount in place of the labels
    recordAuthn(1);
    // @ts-expect-error: a histogram
    recordAuthnDuration(0.1);
    // @ts-expect-error: a bound form
    bindAuthnSecondFactor();
    // @ts-expect-error: a timer's stop
    startAuthnDurationTimer()();
  });
});

describe("a value of the wrong type does not compile", () => {
  test("of a counter", () => {
    // @ts-expect-error: a string
    recordAuthz({ code: 200 }, "1");
    // @ts-expect-error: a bigint
    recordAuthz({ code: 200 }, 1n);
  });

  test("of a histogram", () => {
    // @ts-expect-error: none
    recordAuthnDuration({ success: true });
    // @ts-expect-error: a string
    recordAuthnDuration({ success: true }, "0.1");
    // @ts-expect-error: a date
    recordAuthnDuration({ success: true }, new Date());
  });

  test("of a composite recorder and of bound forms", () => {
    // @ts-expect-error: none
    recordHttpRequest({ code: 200, method: "GET" });
    // @ts-expect-error: none
    bindHttpRequest({ code: 200, method: "GET" }).record();
    // @ts-expect-error: a string
    bindAuthnSecondFactor({ success: true, banned: false, type: "duo" }).record("1");
  });
});

describe("an exemplar", () => {
  const exemplar: Exemplar = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };

  test("compiles wherever a counter or histogram is recorded", () => {
    recordAuthz({ code: 200 }, 1, exemplar);
    recordAuthnDuration({ success: true }, 0.1, exemplar);
    recordHttpRequest({ code: 200, method: "GET" }, 0.1, exemplar);
    startAuthnDurationTimer()({ success: true }, exemplar);
    bindAuthnSecondFactor({ success: true, banned: false, type: "duo" }).record(1, exemplar);
  });

  test("does not compile without one of its ids, or with others", () => {
    // @ts-expect-error: no span
    recordAuthz({ code: 200 }, 1, { traceId: exemplar.traceId });
    // @ts-expect-error: a number
    recordAuthz({ code: 200 }, 1, { traceId: 1, spanId: exemplar.spanId });
    // @ts-expect-error: a trace id alone
    recordAuthnDuration({ success: true }, 0.1, exemplar.traceId);
    // @ts-expect-error: labels of its own
    recordAuthnDuration({ success: true }, 0.1, { ...exemplar, user: "jane" });
  });
});

describe("the types are exactly those of the schema", () => {
  test("label values", () => {
    expectTypeOf<Type>().toEqualTypeOf<"webauthn" | "totp" | "duo">();
    expectTypeOf<Endpoint>().toEqualTypeOf<
      | "authorization"
      | "pushed_authorization_request"
      | "token"
      | "userinfo"
      | "revocation"
      | "introspection"
      | "openid_configuration"
      | "oauth_configuration"
      | "jwks"
    >();
  });

  test("a method is any string, and the registered ones are still offered", () => {
    expectTypeOf<string>().toExtend<Method>();
    expectTypeOf<Method>().not.toEqualTypeOf<string>();
    expectTypeOf<Extract<Method, "GET" | "PROPFIND" | "other" | "BREW">>().toEqualTypeOf<
      "GET" | "PROPFIND" | "other"
    >();
  });

  test("label sets, which cannot be changed by what they are given to", () => {
    expectTypeOf<RequestLabels>().toEqualTypeOf<{ readonly code: number; readonly method: Method }>();
    expectTypeOf<AuthnLabels>().toEqualTypeOf<{ readonly success: boolean; readonly banned: boolean }>();
    expectTypeOf<AuthnSecondFactorLabels>().toEqualTypeOf<{
      readonly success: boolean;
      readonly banned: boolean;
      readonly type: Type;
    }>();
    expectTypeOf<RequestDurationOpenidConnectLabels>().toEqualTypeOf<{
      readonly endpoint: Endpoint;
      readonly code: number;
    }>();
    expectTypeOf<HttpRequestLabels>().toEqualTypeOf<RequestLabels>();
  });

  test("recorders", () => {
    expectTypeOf(recordRequest).toEqualTypeOf<
      (labels: RequestLabels, by?: number, exemplar?: Exemplar) => void
    >();
    expectTypeOf(recordRequestDuration).toEqualTypeOf<
      (labels: { readonly code: number }, seconds: number, exemplar?: Exemplar) => void
    >();
    expectTypeOf(recordHttpRequest).toEqualTypeOf<
      (labels: HttpRequestLabels, seconds: number, exemplar?: Exemplar) => void
    >();
  });

  test("timers, whose stop takes the labels", () => {
    expectTypeOf(startAuthnDurationTimer).toEqualTypeOf<
      () => (labels: { readonly success: boolean }, exemplar?: Exemplar) => number
    >();
    expectTypeOf(startHttpRequestTimer).toEqualTypeOf<
      () => (labels: HttpRequestLabels, exemplar?: Exemplar) => number
    >();
  });

  test("bound forms", () => {
    expectTypeOf(bindAuthnSecondFactor).toEqualTypeOf<(labels: AuthnSecondFactorLabels) => BoundCounter>();
    expectTypeOf(bindAuthnDuration).returns.toEqualTypeOf<BoundHistogram>();
    expectTypeOf(bindHttpRequest).returns.toEqualTypeOf<BoundHttpRequest>();
    expectTypeOf<BoundCounter["record"]>().toEqualTypeOf<(by?: number, exemplar?: Exemplar) => void>();
    expectTypeOf<BoundHttpRequest["record"]>().toEqualTypeOf<
      (seconds: number, exemplar?: Exemplar) => void
    >();
  });

  test("the metrics", () => {
    expectTypeOf(metrics).toEqualTypeOf<Metrics>();
  });
});
