import { describe, expect, test } from "vitest";
import { Metrics } from "../../../runtime/metrics.js";
import { createScrape, type Slices } from "../../../runtime/server/scrape.js";
import { ScrapeRefusal } from "../../../runtime/server/scrape-limits.js";
import { createScrapeReply } from "../../../runtime/server/scrape-reply.js";

const GET = { method: "GET", target: "/metrics", accept: undefined, acceptEncoding: undefined };

describe("a reply with metrics", () => {
  test("is counted as 503 if a limit refuses it, but not as an error", async () => {
    const { scrapeReply, exposed } = program();
    const refused = await scrapeReply(GET, () => Promise.reject(new ScrapeRefusal("too many scrapes")));
    refused.done(17);
    expect([refused.status, textOf(refused.slices), refused.headers]).toEqual([
      503,
      "too many scrapes\n",
      expect.arrayContaining([["Retry-After", "1"]]),
    ]);
    expect(await exposed()).toContain('\npromhttp_metric_handler_requests_total{code="503"} 1\n');
    expect(await exposed()).toContain('\npromhttp_metric_handler_errors_total{cause="gathering"} 0\n');
  });

  test("is in flight until it is done", async () => {
    const { scrapeReply, exposed } = program();
    const replies = [await scrapeReply(GET), await scrapeReply(GET)] as const;
    expect(await exposed()).toContain("\npromhttp_metric_handler_requests_in_flight 2\n");
    for (const reply of replies) reply.done(0);
    expect(await exposed()).toContain("\npromhttp_metric_handler_requests_in_flight 0\n");
  });

  test("is counted as an error if its body cannot be made", async () => {
    const { scrapeReply, exposed } = program();
    const reply = await scrapeReply(GET);
    reply.done(0, new Error("there is no such slice"));
    expect(await exposed()).toContain('\npromhttp_metric_handler_errors_total{cause="encoding"} 1\n');
  });

  test("counts the requests of all servers of the same metrics", async () => {
    const metrics = new Metrics({ address: "", families: [] });
    const sources = { metrics, registry: undefined, processMetrics: undefined };
    const [one, other] = [1, 2].map(() => createScrapeReply(metrics, createScrape(sources)));
    (await one?.(GET))?.done(0);
    const text = textOf((await other?.(GET))?.slices ?? [].values());
    expect(text).toContain('\npromhttp_metric_handler_requests_total{code="200"} 1\n');
  });
});

/** Replies, and an exposition that is not a reply. */
function program() {
  const metrics = new Metrics({ address: "", families: [] });
  const scrape = createScrape({ metrics, registry: undefined, processMetrics: undefined });
  return { scrapeReply: createScrapeReply(metrics, scrape), exposed: async () => textOf(await scrape()) };
}

function textOf(slices: Slices): string {
  let text = "";
  for (let next = slices.next(); next.done !== true; next = slices.next()) text += Buffer.from(next.value);
  return text;
}
