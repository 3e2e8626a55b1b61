import fc from "fast-check";

const TOKENS = [
  ...'{}",= \t\n\\a1.-e_:+#\r',
  ...["\\n", '\\"', "NaN", "Inf", "é", "😀", "_total", 'le="1.0"', "1395066363000"],
  ...[
    "# TYPE foo counter\n",
    "# HELP foo x\n",
    "# EOF\n",
    "foo 1\n",
    'foo{a="b"} 1\n',
    'foo_bucket{le="1"} 1\n',
  ],
].map((token) => Buffer.from(token).toString("latin1"));

/** Bytes of an exposition with one to three places in which something is taken out, put in, or both. */
export function mutatedExposition(bases: readonly (string | Uint8Array)[]): fc.Arbitrary<Buffer> {
  const edit = fc.record({ at: fc.nat(10_000), without: fc.nat(3), token: fc.constantFrom(...TOKENS) });
  const base = fc.constantFrom(...bases.map((given) => Buffer.from(given).toString("latin1")));
  return fc.tuple(base, fc.array(edit, { minLength: 1, maxLength: 3 })).map(([text, edits]) => {
    const mutated = edits.reduce((present, { at, without, token }) => {
      const place = at % (present.length + 1);
      return present.slice(0, place) + token + present.slice(place + without);
    }, text);
    return Buffer.from(mutated, "latin1");
  });
}
