import { ExpositionParser } from "../../generator/exposition/parse-exposition.js";
import type { ExpositionFormat } from "../../generator/index.js";

const PIECE = 1 << 16;

/** Reads as a program does that keeps nothing. */
export class PiecewiseReader {
  samples = 0;
  seconds = 0;
  private readonly parser: ExpositionParser;

  constructor(format: ExpositionFormat) {
    this.parser = new ExpositionParser({ format });
  }

  read(bytes: Uint8Array): this {
    const start = processorSeconds();
    for (let at = 0; at < bytes.length; at += PIECE) {
      for (const { samples } of this.parser.write(bytes.subarray(at, at + PIECE)).families) {
        this.samples += samples.length;
      }
    }
    this.seconds += processorSeconds() - start;
    return this;
  }

  end(): void {
    const { errors, warnings } = this.parser.end();
    const [finding] = [...errors, ...warnings];
    if (finding !== undefined) throw new Error(`line ${finding.line}: ${finding.message}`);
  }
}

/** What all threads of this process have computed for, the garbage collector's among them. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
