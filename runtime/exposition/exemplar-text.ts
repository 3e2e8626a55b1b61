import type { FamilyExemplars } from "../exemplar/family-exemplars.js";
import { sampleText } from "../number-text.js";
import type { ByteWriter } from "./byte-writer.js";
import { fragmentOf } from "./fragment.js";

/** Writes a cell's exemplar, if it has one, behind the value on the line that was written last. */
export function writeExemplar(writer: ByteWriter, exemplars: FamilyExemplars, cell: number): void {
  const slot = exemplars.slotOf(cell);
  if (slot === undefined) return;
  const { pool } = exemplars;
  writer.rewind(writer.length - 1); // the line feed
  writer.write(TRACE_ID);
  writer.writeBytes(pool.traceIdOf(slot));
  writer.write(SPAN_ID);
  writer.writeBytes(pool.spanIdOf(slot));
  writer.writeAscii(`"} ${sampleText(pool.valueOf(slot))} ${sampleText(pool.timeOf(slot) / 1000)}\n`);
}

const TRACE_ID = fragmentOf(' # {trace_id="');
const SPAN_ID = fragmentOf('",span_id="');
