import { beforeEach, describe, expect, test } from "vitest";
import { fetchMetrics } from "../../../runtime/http/fetch.js";
import {
  addHttpRequestsInFlight,
  metrics,
  recordHttpRequest,
  recordHttpRequestsTotal,
  recordTenantRequestsTotal,
} from "../../fixtures/golden/http/recorders.js";
import { linesOf } from "../../support/runtime/http-requests.js";

beforeEach(() => metrics.reset());

const withMetrics = fetchMetrics({ requests: recordHttpRequestsTotal, inFlight: addHttpRequestsInFlight });
const URL = "http://a/users/1";

/** The code and the number of each series. */
function counts(): readonly string[] {
  const lines = linesOf("http_requests_total");
  return lines.map((line) => line.replace(/^\{method="GET",code="(\d+)",route="\/users\/\[id\]"\}/, "$1"));
}

function nextError(digest: string): Error {
  return Object.assign(new Error(digest), { digest });
}

describe("fetchMetrics", () => {
  test.each<[string, () => Response | undefined, string]>([
    ["a response", () => new Response("hello", { status: 201 }), "201 1"],
    ["an error response", () => Response.error(), "500 1"],
    ["no response, after an upgrade", () => undefined, "101 1"],
    ["no response, in JavaScript", () => null as unknown as undefined, "101 1"],
    [
      "an error",
      () => {
        throw new Error("thrown");
      },
      "500 1",
    ],
    [
      "a response that is thrown",
      () => {
        throw new Response(null, { status: 403 });
      },
      "403 1",
    ],
    [
      "the redirection of Next",
      () => {
        throw nextError("NEXT_REDIRECT;replace;/login;307;");
      },
      "307 1",
    ],
    [
      "the absence of Next",
      () => {
        throw nextError("NEXT_HTTP_ERROR_FALLBACK;404");
      },
      "404 1",
    ],
  ])("counts %s, now and in a promise", async (_, give, want) => {
    const outcome = async (handler: (request: Request) => unknown) => {
      try {
        return await handler(new Request(URL));
      } catch (error) {
        return error;
      }
    };
    await outcome(withMetrics("/users/[id]", give));
    expect(counts()).toEqual([want]);
    metrics.reset();
    await outcome(
      withMetrics("/users/[id]", async () => {
        expect(linesOf("http_requests_in_flight")).toEqual([" 1"]);
        return give();
      }),
    );
    expect(counts()).toEqual([want]);
    expect(linesOf("http_requests_in_flight")).toEqual([" 0"]);
  });

  test("gives what the handler gives, which gets what it is called with", async () => {
    const response = new Response("hello");
    const handler = withMetrics("/users/[id]", (_request: Request, context: { id: string }) => {
      return context.id === "1" ? response : undefined;
    });
    expect(handler(new Request(URL), { id: "1" })).toBe(response);
    const error = new Error("rejected");
    const rejecting = withMetrics("/users/[id]", () => Promise.reject(error));
    await expect(rejecting(new Request(URL))).rejects.toBe(error);
  });

  test("has the code 499 if the client has gone", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const handler = withMetrics("/users/[id]", async () => {
      controller.abort();
      signal.throwIfAborted();
      return new Response();
    });
    await expect(handler(new Request(URL, { signal }))).rejects.toThrow();
    const late = withMetrics("/users/[id]", async () => new Response("late"));
    await late(new Request(URL, { signal }));
    expect(counts()).toEqual(["499 2"]);
  });

  test("measures a body when it is read, cancelled, or says its size", async () => {
    const sized = fetchMetrics(recordHttpRequest);
    const sum = () => linesOf("http_response_size_bytes_sum").map((line) => Number(line.split(" ")[1]));
    const answer = (response: () => Response, method = "GET") =>
      sized("/", response)(new Request(URL, { method }));
    const streamed = answer(() => new Response("hello", { status: 202, headers: { "x-a": "b" } }));
    expect(linesOf("http_requests_total")).toEqual([]);
    expect([streamed.status, streamed.headers.get("x-a"), await streamed.text()]).toEqual([
      202,
      "b",
      "hello",
    ]);
    expect(sum()).toEqual([5]);
    await answer(() => new Response("never read")).body?.cancel();
    expect(sum()).toEqual([5]);
    const declared = new Response("hello", { headers: { "content-length": "5" } });
    expect(answer(() => declared)).toBe(declared);
    expect(sum()).toEqual([10]);
    answer(() => new Response(null, { status: 204 }));
    answer(() => new Response("of a GET", { headers: { "content-length": "8" } }), "HEAD");
    expect(sum()).toEqual([10]);
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("broken")) });
    await expect(answer(() => new Response(broken)).text()).rejects.toThrow("broken");
    expect(linesOf("http_response_size_bytes_count")).toEqual(['{route="/"} 6']);
  });

  test("calls mappings with the request and the response, if there is one", () => {
    const mapped = fetchMetrics({
      requests: recordTenantRequestsTotal,
      labels: {
        tenant: (request, response) => `${new globalThis.URL(request.url).host} ${response?.status}`,
      },
    });
    mapped("/", (_request: Request) => new Response())(new Request(URL));
    expect(linesOf("tenant_requests_total")).toEqual(['{tenant="a 200",code="200"} 1']);
  });
});
