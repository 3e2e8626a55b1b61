/** One measured operation. */
export interface Result {
  readonly name: string;
  /** Median nanoseconds of one operation. */
  readonly nanoseconds: number;
}

/** What is measured. */
export interface Subject {
  readonly name: string;
  readonly call: () => unknown;
}

const TURNS = 50;
/** The duration of a turn in milliseconds, which is long enough to warm up the processor. */
const TURN = 4;

/**
 * Measures calls that take turns, so that what slows the machine down for a while slows down all of them. The
 * result is the median over all turns of the median call of each.
 *
 * @param operations how many operations a call makes
 */
export function inTurns(operations: number, subjects: readonly Subject[]): readonly Result[] {
  const turns = subjects.map(() => [] as number[]);
  for (let round = -5; round < TURNS; round++) {
    subjects.forEach(({ call }, at) => {
      const median = turn(call);
      if (round >= 0) turns[at]?.push(median); // compiled by then
    });
  }
  return subjects.map(({ name }, at) => ({ name, nanoseconds: middle(turns[at] ?? []) / operations }));
}

/** The same for a call that changes what others would measure. */
export function alone(operations: number, subject: Subject): Result {
  const [result] = inTurns(operations, [subject]);
  if (result === undefined) throw new Error("a result for each subject");
  return result;
}

/** The median nanoseconds of a call, over one turn. */
function turn(call: () => unknown): number {
  const times: number[] = [];
  const end = performance.now() + TURN;
  for (let start = performance.now(); start < end; ) {
    call();
    const now = performance.now();
    times.push((now - start) * 1e6);
    start = now;
  }
  return middle(times);
}

/** The median. */
export function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
