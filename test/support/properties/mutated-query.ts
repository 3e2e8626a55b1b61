// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of Grafana

import fc from "fast-check";

const TOKENS = [
  ..."(){}[],\"'`\\=!~<>+-*/%^:.@#$ \n1x",
  ...[
    "by",
    "on",
    "and",
    "offset",
    "bool",
    "group_left",
    "ignoring",
    "5m",
    "sum",
    "rate(",
    "=~",
    "inf",
    "é",
    "😀",
  ],
  ...["$__interval", "${x:regex}", "[[x]]", "label_values(", "(?i)", "\\\\d"],
];

/** One of the queries with one to three places in which something is taken out, put in, or both. */
export function mutatedQuery(bases: readonly string[]): fc.Arbitrary<string> {
  const edit = fc.record({ at: fc.nat(10_000), without: fc.nat(3), token: fc.constantFrom(...TOKENS) });
  return fc
    .tuple(fc.constantFrom(...bases), fc.array(edit, { minLength: 1, maxLength: 3 }))
    .map(([text, edits]) =>
      edits.reduce((present, { at, without, token }) => {
        const place = at % (present.length + 1);
        return present.slice(0, place) + token + present.slice(place + without);
      }, text),
    );
}
