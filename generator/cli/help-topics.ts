/** A subject of several commands, explained on one screen. */
interface HelpTopic {
  readonly name: string;
  /** Other words for it. */
  readonly synonyms: readonly string[];
  /** Completes "`help NAME` is about …". */
  readonly subject: string;
  /** The pages of the documentation that say more. */
  readonly pages: readonly [string, ...string[]];
  readonly text: string;
}

/** The topics, in the order in which a user needs them. */
export const TOPICS: readonly [HelpTopic, ...HelpTopic[]] = [
  {
    name: "schema",
    synonyms: ["yaml", "keys"],
    subject: "what a schema says, with the smallest one",
    pages: ["schema"],
    text: `
A schema lists the metrics of a program. Its sections are the types of metrics:

  version: 1
  namespace: shop                  # each name begins with shop_
  counters:
    orders_total:
      vectors: [payment]           # its labels, in this order
      description: Orders placed.
  histograms:
    request_duration_seconds:
      unit: seconds
      buckets: [.01, .1, 1]
      description: Time taken to answer a request.
  vectors:
    payment: { values: [card, paypal] }

Commands find \`metrics.schema.yaml\` in the working directory, or in the nearest folder
above that has one. \`--schema FILE\` names another.`,
  },
  {
    name: "labels",
    synonyms: ["label", "vector", "vectors", "values"],
    subject: "vectors, and which label values they allow",
    pages: ["schema"],
    text: `
A vector is a declared set of label values. A family lists the vectors that it has; the
name of the label is the vector's name, or its \`label\`. Every vector is bounded:

  payment: { values: [card, paypal] }          only these; another does not compile
  browser: { values: [a, b], otherwise: c }    all others are recorded as c
  express: { type: boolean }                   true and false
  shard:   { type: integer, min: 0, max: 15 }  whole numbers
  code:    { type: http_status }               100 to 599; narrow it by \`values\`
  status:  { type: http_status_class }         takes a code, is exposed as 1xx to 5xx
  method:  { type: http_method }               the registered methods, others as other
  tenant:  { type: string, max_values: 100 }   open: the first 100, others as other

What has no bound (a user's id, a path with ids in it, an e-mail address) is no label.
Two vectors can have one \`label\`, in different families.`,
  },
  {
    name: "budgets",
    synonyms: ["budget", "cardinality", "series", "series_budget", "limits"],
    subject: "how many series a family may have",
    pages: ["schema", "limits"],
    text: `
The worst case of a family is the product of its vectors' sizes; a histogram has a series
for each bucket and three more. So it is known before the program runs, and must not be
above the budget: \`series_budget\` of the family or of the schema, 1,000,000 by default.

  series_budget: 10000             # of each family
  counters:
    requests_total:
      series_budget: 50000         # of this one
      vectors: [route, code]
      description: Requests answered.

\`metricsmith stats\` lists the families by their series, with the shares of their budgets.
To have fewer, narrow the largest vector: \`http_status_class\` has 5 values in place of
500, \`values\` lists the ones that matter, \`max_values\` bounds an open vector.`,
  },
  {
    name: "exit-codes",
    synonyms: ["exit", "exitcodes", "exit-code", "status", "codes"],
    subject: "0, 1 and 2",
    pages: ["command-line"],
    text: `
  0  clean: nothing that needs a change
  1  findings: an error in a schema, stale outputs of \`generate --check\`, a scrape or a
     query that does not fit, a change that breaks dashboards or alerts
  2  wrong usage, unreadable input, or an output that cannot be written

Warnings alone are no reason for 1. With \`diff\`, \`--allow breaking\` exits with 0 all the
same. \`import --run\` ends as the program ended that it ran, unless that is 0.`,
  },
  {
    name: "formats",
    synonyms: ["format", "json", "sarif", "github", "markdown", "output"],
    subject: "how findings and results are printed",
    pages: ["command-line"],
    text: `
\`--format\` of all commands that report findings:

  pretty    for people, with the lines of the file; the default
  json      one document: the findings with code, severity, message, place and help
  github    annotations in a pull request, as workflow commands of GitHub Actions
  sarif     SARIF 2.1.0, for code scanning
  markdown  a summary for a pull request; of \`diff\`

Results go to standard output. For people, findings go to standard error, as progress
does. In the other formats they are the result: \`metricsmith … --format json | jq\` works.
\`--quiet\` prints no progress. Each finding has a code: \`metricsmith explain CODE\`.`,
  },
  {
    name: "ci",
    synonyms: ["continuous-integration", "action", "pre-commit", "gitlab", "hooks"],
    subject: "checks in continuous integration",
    pages: ["continuous-integration"],
    text: `
Commands that never write, and exit with 1 if there are findings:

  metricsmith generate --check              the outputs are those of the schema
  metricsmith lint                          names, units and labels follow the conventions
  metricsmith diff git:origin/main          no change breaks dashboards or alerts
  metricsmith queries dashboards/ rules/    their PromQL fits the schema
  metricsmith verify http://localhost:9959/metrics   a running program fits it

With \`--format github\`, findings stand in the pull request at their lines. A summary:

  metricsmith diff git:origin/main --format markdown >> "$GITHUB_STEP_SUMMARY"

\`diff git:…\` needs the commits of the base: check out with \`fetch-depth: 0\`.`,
  },
  {
    name: "environment",
    synonyms: ["env", "variables", "environment-variables", "color", "colour", "colors"],
    subject: "environment variables",
    pages: ["command-line", "serving"],
    text: `
Of the command line:

  NO_COLOR              no colours, as \`--color never\`
  FORCE_COLOR           colours also in a pipe, as \`--color always\`; 0 for none
  METRICSMITH_PASSWORD  the password of \`--user\`
  METRICSMITH_DEBUG     with 1, an internal error shows where it happened

\`--color\` wins over the variables, and NO_COLOR over FORCE_COLOR.

The metrics server of a program has variables of its own, such as METRICSMITH_ADDRESS.`,
  },
];

/** The topic of a name or of a synonym. */
export function findTopic(name: string | undefined): HelpTopic | undefined {
  const wanted = name?.toLowerCase();
  if (wanted === undefined) return undefined;
  return TOPICS.find((topic) => topic.name === wanted || topic.synonyms.includes(wanted));
}

export function topicText({ text, pages }: HelpTopic): string {
  const paths = pages.map((page) => `docs/${page}.md`);
  return `${text.replace(/^\n/, "")}\n\nMore: ${paths.join(", ")}\n`;
}

/** A line for each topic. */
export function topicList(): string {
  const width = Math.max(...TOPICS.map(({ name }) => name.length));
  return TOPICS.map(({ name, subject }) => `  ${name.padEnd(width)}  ${subject}`).join("\n");
}
