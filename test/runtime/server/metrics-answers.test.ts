import { describe, expect, test } from "vitest";
import { Metrics } from "../../../runtime/metrics.js";
import { createScrape, type Slices } from "../../../runtime/server/scrape.js";
import { ScrapeRefusal } from "../../../runtime/server/scrape-limits.js";
import { createMetricsAnswers } from "../../../runtime/server/scrape-reply.js";

const GET = { method: "GET", target: "/metrics", accept: undefined, acceptEncoding: undefined };

describe("an answer with metrics", () => {
  test("is counted as 503 where a limit refuses it, and is no error", async () => {
    const { answerTo, exposed } = program();
    const refused = await answerTo(GET, () => Promise.reject(new ScrapeRefusal("too many scrapes")));
    refused.ended();
    expect([refused.status, textOf(refused.body), refused.headers]).toEqual([
      503,
      "too many scrapes\n",
      expect.arrayContaining([["Retry-After", "1"]]),
    ]);
    expect(await exposed()).toContain('\npromhttp_metric_handler_requests_total{code="503"} 1\n');
    expect(await exposed()).toContain('\npromhttp_metric_handler_errors_total{cause="gathering"} 0\n');
  });

  test("is in flight until it is ended", async () => {
    const { answerTo, exposed } = program();
    const answers = [await answerTo(GET), await answerTo(GET)] as const;
    expect(await exposed()).toContain("\npromhttp_metric_handler_requests_in_flight 2\n");
    for (const answer of answers) answer.ended();
    expect(await exposed()).toContain("\npromhttp_metric_handler_requests_in_flight 0\n");
  });

  test("is an error where its body cannot be made", async () => {
    const { answerTo, exposed } = program();
    const answer = await answerTo(GET);
    answer.ended(new Error("there is no such slice"));
    expect(await exposed()).toContain('\npromhttp_metric_handler_errors_total{cause="encoding"} 1\n');
  });

  test("tells of all that serve the same metrics", async () => {
    const metrics = new Metrics({ address: "", families: [] });
    const sources = { metrics, registry: undefined, defaults: undefined };
    const [one, other] = [1, 2].map(() => createMetricsAnswers(metrics, createScrape(sources)));
    (await one?.(GET))?.ended();
    const text = textOf((await other?.(GET))?.body ?? [].values());
    expect(text).toContain('\npromhttp_metric_handler_requests_total{code="200"} 1\n');
  });
});

/** Answers, and what is exposed by the way of no answer. */
function program() {
  const metrics = new Metrics({ address: "", families: [] });
  const scrape = createScrape({ metrics, registry: undefined, defaults: undefined });
  return { answerTo: createMetricsAnswers(metrics, scrape), exposed: async () => textOf(await scrape()) };
}

function textOf(slices: Slices): string {
  let text = "";
  for (let next = slices.next(); next.done !== true; next = slices.next()) text += Buffer.from(next.value);
  return text;
}
