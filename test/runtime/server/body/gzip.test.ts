import { randomBytes } from "node:crypto";
import { gunzipSync, inflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { GzipFile, LONGEST_BLOCK } from "../../../../runtime/server/body/gzip.js";

const LINES = Buffer.from("requests_total 1\n".repeat(LONGEST_BLOCK).slice(0, LONGEST_BLOCK));

describe("a gzip file", () => {
  test.each([
    ["no blocks", []],
    ["one byte", [Buffer.from("a")]],
    ["a block", [LINES]],
    ["blocks that are alike", [LINES, LINES, LINES.subarray(1), LINES]],
    [
      "blocks that cannot be compressed",
      [randomBytes(LONGEST_BLOCK), LINES, randomBytes(1), randomBytes(70_000)],
    ],
  ])("of %s is one member with all of them", async (_, texts) => {
    const bytes = await gzipOf(texts);
    expect(gunzipSync(bytes).equals(Buffer.concat(texts))).toBe(true);
    expect(memberLength(bytes)).toBe(bytes.length);
  });

  test("has blocks that can be read by themselves, though many files are compressed at a time", async () => {
    const texts = Array.from({ length: 20 }, (_, at) => Buffer.from(`file_${at} ${at}\n`.repeat(1000)));
    const finished: number[] = [];
    const blocks = await Promise.all(
      texts.map(async (text, at) => {
        const [block] = await new GzipFile().add(text);
        finished.push(at);
        return block ?? Buffer.of();
      }),
    );
    blocks.forEach((block, at) => {
      expect(inflateRawSync(Buffer.concat([block, Buffer.of(3, 0)])).equals(texts[at] ?? LINES)).toBe(true);
    });
    expect(finished).toEqual(texts.map((_text, at) => at)); // they do not all run at the same time
  });
});

async function gzipOf(texts: readonly Uint8Array[]): Promise<Buffer> {
  const file = new GzipFile();
  const parts = [file.header];
  for (const text of texts) parts.push(...(await file.add(text)));
  return Buffer.concat([...parts, file.end()]);
}

/** The number of bytes up to the end of the first member: some readers ignore further ones. */
function memberLength(bytes: Buffer): number {
  const { engine } = inflateRawSync(bytes.subarray(10), { info: true } as never) as unknown as {
    engine: { bytesWritten: number };
  };
  return 10 + engine.bytesWritten + 8;
}
