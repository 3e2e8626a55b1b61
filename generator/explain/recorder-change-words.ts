import type { ChangeWords } from "./explained-words.js";

/** Changes of recorders, the server and outputs. */
export const RECORDER_CHANGE_WORDS = {
  "recorder-removed": {
    classes: ["safe"],
    title: "recorder removed",
    explanation: "Generated code no longer has the function. Its metrics, and all queries, are as before.",
    before: `counters: { a_total: { description: A. }, b_total: { description: B. } }
recorders: { both: { metrics: [a_total, b_total], description: Both. } }`,
    after: "counters: { a_total: { description: A. }, b_total: { description: B. } }",
  },
  "recorder-added": {
    classes: ["safe"],
    title: "recorder added",
    explanation: "Generated code has a new function. No query is affected.",
    before: "counters: { a_total: { description: A. }, b_total: { description: B. } }",
    after: `counters: { a_total: { description: A. }, b_total: { description: B. } }
recorders: { both: { metrics: [a_total, b_total], description: Both. } }`,
  },
  "recorder-metric-removed": {
    classes: ["risky"],
    title: "recorder of fewer metrics",
    explanation:
      "The recorder no longer records one of its metrics. Unless something else does, its series stop.",
    before: `counters: { a_total: { description: A. }, b_total: { description: B. }, c_total: { description: C. } }
recorders: { all: { metrics: [a_total, b_total, c_total], description: All. } }`,
    after: `counters: { a_total: { description: A. }, b_total: { description: B. }, c_total: { description: C. } }
recorders: { all: { metrics: [a_total, b_total], description: All. } }`,
  },
  "recorder-metric-added": {
    classes: ["risky", "safe"],
    title: "recorder of more metrics",
    explanation:
      "The recorder records a further metric. If something else records it, too, each event counts twice.",
    before: `counters: { a_total: { description: A. }, b_total: { description: B. }, c_total: { description: C. } }
recorders: { all: { metrics: [a_total, b_total], description: All. } }`,
    after: `counters: { a_total: { description: A. }, b_total: { description: B. }, c_total: { description: C. } }
recorders: { all: { metrics: [a_total, b_total, c_total], description: All. } }`,
  },
  "recorder-labels-changed": {
    classes: ["safe"],
    title: "other labels of a recorder",
    explanation:
      "The recorder takes other labels, because its metrics have others. Callers of generated code follow.",
    before: `counters:
  a_total: { description: A. }
  b_total: { vectors: [express], description: B. }
vectors: { express: { type: boolean } }
recorders: { both: { metrics: [a_total, b_total], description: Both. } }`,
    after: `counters:
  a_total: { description: A. }
  b_total: { vectors: [payment], description: B. }
vectors: { payment: { values: [card, paypal] } }
recorders: { both: { metrics: [a_total, b_total], description: Both. } }`,
  },
  "server-address-changed": {
    classes: ["risky"],
    title: "another address of the server",
    explanation:
      "Prometheus and firewalls know the old address. Until they are changed, the program is not scraped.",
    before: 'server: { address: "tcp://:9959/metrics" }',
    after: 'server: { address: "tcp://:9960/metrics" }',
  },
  "output-removed": {
    classes: ["risky"],
    title: "output removed",
    explanation:
      "A generated file is no longer written. What loads it, such as Prometheus or a page, goes on with the old file or fails.",
    before: `namespace: shop
outputs: { scrape: {} }`,
    after: "namespace: shop",
  },
  "job-changed": {
    classes: ["risky"],
    title: "another name of the scrape job",
    explanation:
      "The label `job` of all series has another value. Queries that select the old one find nothing.",
    before: "outputs: { scrape: { job_name: shop } }",
    after: "outputs: { scrape: { job_name: store } }",
  },
  "target-labels-changed": {
    classes: ["risky"],
    title: "other labels of targets",
    explanation:
      "Prometheus gives the series of the targets other labels. Queries that select or group by the old ones find nothing.",
    before: `outputs:
  scrape:
    job_name: shop
    static_configs: [{ targets: [shop-1.example.com], labels: { site: eu } }]`,
    after: `outputs:
  scrape:
    job_name: shop
    static_configs: [{ targets: [shop-1.example.com], labels: { region: eu } }]`,
  },
  "histograms-changed": {
    classes: ["risky", "safe"],
    title: "another form of stored histograms",
    explanation:
      "Prometheus stores histograms as series of buckets, as native ones under the bare name, or both. Queries that read a form that is no longer stored find nothing.",
    before: `outputs: { scrape: { job_name: shop } }
histograms: { wait_seconds: { description: Time waited., buckets: [1, 5] } }`,
    after: `outputs: { scrape: { job_name: shop, histograms: native } }
histograms: { wait_seconds: { description: Time waited., buckets: [1, 5] } }`,
  },
} as const satisfies Readonly<Record<string, ChangeWords>>;
