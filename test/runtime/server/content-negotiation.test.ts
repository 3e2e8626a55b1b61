import { describe, expect, test } from "vitest";
import { Metrics } from "../../../runtime/metrics.js";
import { createNegotiation } from "../../../runtime/server/negotiation.js";

const metrics = new Metrics({ address: "", families: [] });
const negotiate = createNegotiation(metrics, true)();

const TEXT = "text/plain; version=0.0.4; charset=utf-8";
const OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
const DRAFT = "application/openmetrics-text; version=0.0.1; charset=utf-8";

const PROMETHEUS_2 =
  "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75," +
  "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
const PROMETHEUS_3 =
  "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6," +
  "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4," +
  "text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

describe("the format for an Accept header", () => {
  test.each([
    ["none", { given: undefined, want: TEXT }],
    ["an empty one", { given: "", want: TEXT }],
    ["anything", { given: "*/*", want: TEXT }],
    ["Prometheus 2", { given: PROMETHEUS_2, want: OPEN_METRICS }],
    ["Prometheus 3", { given: PROMETHEUS_3, want: `${OPEN_METRICS}; escaping=allow-utf-8` }],
    ["a browser", { given: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", want: TEXT }],
    ["OpenMetrics", { given: "application/openmetrics-text", want: OPEN_METRICS }],
    ["OpenMetrics, or anything", { given: "application/openmetrics-text, */*", want: OPEN_METRICS }],
    ["OpenMetrics in capitals", { given: "Application/OpenMetrics-Text; Version=1.0.0", want: OPEN_METRICS }],
    ["a quoted version", { given: 'application/openmetrics-text; version="0.0.1"', want: DRAFT }],
    ["the draft alone", { given: "application/openmetrics-text;version=0.0.1", want: DRAFT }],
    [
      "the draft rather than 1.0.0",
      {
        given: "application/openmetrics-text;version=1.0.0;q=0.2,application/openmetrics-text;version=0.0.1",
        want: DRAFT,
      },
    ],
    ["a version to come", { given: "application/openmetrics-text;version=2.0.0,*/*;q=0.1", want: TEXT }],
    ["text rather", { given: "application/openmetrics-text;q=0.5,text/plain", want: TEXT }],
    ["text rather, by a wildcard", { given: "application/openmetrics-text;q=0.5,text/*;q=0.8", want: TEXT }],
    ["both alike", { given: "text/plain;version=0.0.4,application/openmetrics-text", want: OPEN_METRICS }],
    [
      "text less than anything",
      { given: "application/openmetrics-text;q=0.5,text/plain;q=0.1,*/*", want: OPEN_METRICS },
    ],
    ["no OpenMetrics", { given: "application/openmetrics-text;q=0,*/*;q=0.1", want: TEXT }],
    ["no OpenMetrics, in decimals", { given: "application/openmetrics-text; q=0.000", want: TEXT }],
    ["an invalid weight", { given: "application/openmetrics-text;q=x", want: TEXT }],
    ["a wildcard for applications", { given: "application/*", want: TEXT }],
    ["neither", { given: "image/png", want: TEXT }],
    ["nonsense", { given: ";;=,,q=1;/", want: TEXT }],
  ])("%s", (_, { given, want }) => {
    expect(negotiate(given)).toEqual({
      contentType: want,
      format: want === TEXT ? "text" : "openmetrics",
    });
  });
});

describe("the escaping of names in the Content-Type", () => {
  const underscores = PROMETHEUS_3.replaceAll("allow-utf-8", "underscores");

  test.each([
    ["that Prometheus 2 gets", { given: PROMETHEUS_2, want: [OPEN_METRICS, TEXT] }],
    [
      "that Prometheus 3 gets",
      {
        given: PROMETHEUS_3,
        want: [`${OPEN_METRICS}; escaping=allow-utf-8`, `${TEXT}; escaping=allow-utf-8`],
      },
    ],
    [
      "that Prometheus 3 gets with legacy names",
      {
        given: underscores,
        want: [`${OPEN_METRICS}; escaping=underscores`, `${TEXT}; escaping=underscores`],
      },
    ],
    [
      "of the text format alone",
      {
        given: "text/plain;version=0.0.4;escaping=dots",
        want: [`${TEXT}; escaping=dots`, `${TEXT}; escaping=dots`],
      },
    ],
    [
      "of the chosen range before others",
      {
        given: "application/openmetrics-text;escaping=values;q=0.5,text/html;escaping=dots",
        want: [`${OPEN_METRICS}; escaping=values`, `${TEXT}; escaping=dots`],
      },
    ],
    ["that is not known", { given: "text/plain;escaping=allow-utf8;q=0.5", want: [TEXT, TEXT] }],
    ["of a range that is not accepted", { given: "text/plain;escaping=dots;q=0", want: [TEXT, TEXT] }],
    ["with a line feed", { given: 'text/plain;escaping="dots\r\nX: y"', want: [TEXT, TEXT] }],
  ])("%s", (_, { given, want }) => {
    const textOnly = createNegotiation(metrics, false)();
    expect([negotiate(given).contentType, textOnly(given).contentType]).toEqual(want);
  });
});
