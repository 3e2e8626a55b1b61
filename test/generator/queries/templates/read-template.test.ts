import { describe, expect, test } from "vitest";
import { readTemplate } from "../../../../generator/queries/templates/read-template.js";

type Use = readonly [owner: string, label: string, token: string];

const LABELS: readonly (readonly [string, { readonly given: string; readonly want: readonly Use[] }])[] = [
  ["a variable", { given: "a {{ $labels.job }} b", want: [["alert", "job", "job"]] }],
  ["a field of the root", { given: "{{ .Labels.job }}", want: [["alert", "job", "job"]] }],
  ["a field of the root by its variable", { given: "{{- $.Labels.job -}}", want: [["alert", "job", "job"]] }],
  ["an entry", { given: '{{ index $labels "job" }}', want: [["alert", "job", "job"]] }],
  ["an entry in back quotes", { given: "{{ index .Labels `job` }}", want: [["alert", "job", "job"]] }],
  ["brackets", { given: '{{ (index $values "A").Labels.job }}', want: [["A", "job", "job"]] }],
  [
    "a value of Grafana",
    { given: "{{ $values.B.Labels.job }}{{ $values.B.Value }}", want: [["B", "job", "job"]] },
  ],
  ["an argument", { given: '{{ printf "%s" $labels.job | title }}', want: [["alert", "job", "job"]] }],
  [
    "several",
    {
      given: "{{ $labels.a }}{{ with $x }}{{ $labels.b }}{{ end }}",
      want: [
        ["alert", "a", "a"],
        ["alert", "b", "b"],
      ],
    },
  ],
  ["a label that is asked for", { given: "{{ if $labels.a }}{{ $labels.a }}{{ else }}b{{ end }}", want: [] }],
  ["a label with a condition", { given: "{{ with $labels.a }}{{ . }}{{ end }}", want: [] }],
  [
    "a label behind what asks for it",
    { given: "{{ if $labels.a }}x{{ end }}{{ $labels.a }}", want: [["alert", "a", "a"]] },
  ],
  [
    "the labels of a sample",
    { given: '{{ range query "up" }}{{ .Labels.job }}{{ end }}', want: [["query 0", "job", "job"]] },
  ],
  [
    "a block without the blanks around it",
    {
      given: '{{- range query "up" -}} {{- .Labels.job -}} {{- end -}} {{- .Labels.a -}}',
      want: [
        ["query 0", "job", "job"],
        ["alert", "a", "a"],
      ],
    },
  ],
  [
    "the root behind a block",
    { given: '{{ range query "up" }}{{ end }}{{ .Labels.job }}', want: [["alert", "job", "job"]] },
  ],
  ["a sample by name", { given: '{{ range $i, $s := query "up" }}{{ $s.Labels.job }}{{ end }}', want: [] }],
  [
    "the function `label`",
    {
      given: '{{ with query "up" }}{{ . | first | label "job" }}{{ end }}',
      want: [["query 0", "job", "job"]],
    },
  ],
  [
    "the function `sortByLabel`",
    { given: '{{ range query "up" | sortByLabel "job" }}{{ end }}', want: [["query 0", "job", "job"]] },
  ],
  ["labels of Prometheus", { given: "{{ $externalLabels.cluster }}{{ .ExternalLabels.cluster }}", want: [] }],
  ["a comment", { given: "{{/* {{ $labels.job }} */}}", want: [] }],
  ["text", { given: "$labels.job {{ `{{ $labels.job }}` }}", want: [] }],
  ["an action that is not closed", { given: "{{ $labels.job", want: [] }],
  ["a template of its own", { given: '{{ define "x" }}{{ .Labels.job }}{{ end }}', want: [] }],
  [
    "what nothing opens",
    { given: "{{ end }}{{ else }}{{ end }}{{ $labels.job }}", want: [["alert", "job", "job"]] },
  ],
];

describe("the labels in a template are found in", () => {
  test.for(LABELS)("%s", ([, { given, want }]) => {
    const found = readTemplate(given).labels.map(({ name, of, start, end }) => {
      const owner = of.kind === "alert" ? "alert" : of.kind === "value" ? of.refId : `query ${of.index}`;
      return [owner, name, given.slice(start, end)];
    });
    expect(found).toEqual(want);
  });
});

const QUERIES: readonly (readonly [string, { readonly given: string; readonly want: readonly string[] }])[] =
  [
    ["quotes", { given: '{{ query "up" }}', want: ["up"] }],
    ["back quotes", { given: '{{ query `up{job="a"}` | first | value }}', want: ['up{job="a"}'] }],
    ["escapes", { given: '{{ query "up{job=\\"a\\"}" }}', want: ['up{job="a"}'] }],
    [
      "a format",
      {
        given: "{{ query (printf \"up{job='%s'} > %d %% 2\" $labels.job 3) }}",
        want: ["up{job='$v'} > $v % 2"],
      },
    ],
    ["a format before a pipe", { given: '{{ printf "a_%.2f" 1 | query }}', want: ["a_$vvv"] }],
    ["a variable", { given: "{{ $q := `up` }}{{ query $q }}", want: ["up"] }],
    ["what is not known", { given: "{{ query $x }}{{ query }}", want: [] }],
  ];

describe("the queries in a template are found in", () => {
  test.for(QUERIES)("%s", ([, { given, want }]) => {
    const { queries } = readTemplate(given);
    expect(queries.map(({ text }) => text)).toEqual(want);
    for (const { text, places } of queries) expect(places).toHaveLength(text.length + 1);
  });
});
