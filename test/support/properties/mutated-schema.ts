import fc from "fast-check";

/** What people, editors and merges put into a schema by mistake. */
const TOKENS = [
  ..."{}[],:-#&*!|>'\"%@`?~0x\n\t\r\0",
  ...[
    "\uFEFF",
    "\uFFFD",
    "\u2028",
    "\uD800",
    "é",
    "😀",
    "\r\n",
    "  ",
    "\n  ",
    "\n- ",
    ": ",
    "---\n",
    "...\n",
  ],
  ...[
    "<<: *a",
    "&a ",
    "*a",
    "!!map ",
    "!x ",
    "null",
    "true",
    "~",
    "-1",
    "1e999",
    ".inf",
    ".nan",
    "0x1F",
    "9".repeat(30),
  ],
  ...[
    "<<<<<<< HEAD\n",
    "=======\n",
    "__proto__: ",
    "constructor: ",
    "toString",
    "version: 1\n",
    "namespace: a\n",
  ],
  ...[
    "counters:\n",
    "vectors: [a]",
    "values: [a]",
    "type: string",
    "label: le",
    "renamed_from: x",
    "until: 1.0.0",
  ],
  ...[
    "buckets: { linear: { start: 0, width: 1, count: 500 } }",
    "imports: [./a.yaml]",
    "lint: { rules: {} }",
  ],
  ...["initialize: true", "series_budget: 0", "deprecated: {}", "outputs: { testing: true, client: {} }"],
];

/** One of the texts with one to three places in which something is taken out, put in, repeated, or moved. */
export function mutatedSchema(bases: readonly string[]): fc.Arbitrary<string> {
  const edit = fc.record({
    at: fc.nat(100_000),
    without: fc.nat(12),
    token: fc.oneof(fc.constantFrom(...TOKENS), fc.constant("")),
    /** A line of the text, that is put in as well. */
    line: fc.option(fc.nat(1000), { freq: 1 }),
  });
  return fc
    .tuple(fc.constantFrom(...bases), fc.array(edit, { minLength: 1, maxLength: 3 }))
    .map(([text, edits]) =>
      edits.reduce((present, { at, without, token, line }) => {
        const place = at % (present.length + 1);
        const lines = present.split("\n");
        const copied = line === null ? "" : `\n${lines[line % lines.length]}\n`;
        return present.slice(0, place) + token + copied + present.slice(place + without);
      }, text),
    );
}
