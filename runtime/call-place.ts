/** A function that may be on the stack. */
// biome-ignore lint/complexity/noBannedTypes: the parameters of the function do not matter
type Callable = Function;

/** A line of a stack. */
interface Frame {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The part of a file that is generated code: all of it, or of a bundle what a bundler has put there. */
interface GeneratedCode {
  readonly start: Frame;
  readonly end: Frame;
}

/** By file and start. */
const generated = new Map<string, GeneratedCode>();

/**
 * Notes where generated code is, so that its frames are passed over: from the call of `start` to the call of `end`. A
 * bundler keeps the statements of a module together, and in their order.
 */
export function noteGeneratedCode(start: Frame | undefined, end: Frame | undefined): void {
  if (start === undefined || end === undefined || start.file !== end.file) return;
  generated.set(JSON.stringify(start), { start, end });
}

/** Where a function was called that is on the stack. */
export function findCaller(callee: Callable): Frame | undefined {
  return framesAbove(callee)[0];
}

/**
 * Finds the place of an application's call, such as `file:///app/orders.js:12:5`: the first frame above the functions of
 * the runtime and the generated code.
 *
 * @param entries the functions by which the runtime may have been called, the outermost first
 * @returns `undefined` if no function of the application is on the stack
 */
export function findCallPlace(entries: readonly Callable[]): string | undefined {
  for (const entry of entries) {
    const frames = framesAbove(entry);
    if (frames.length === 0) continue;
    const frame = frames.find(
      (candidate) =>
        !isGenerated(candidate) && !candidate.file.startsWith("node:") && !CLIENT.test(candidate.file),
    );
    return frame && `${frame.file}:${frame.line}:${frame.column}`;
  }
  return undefined;
}

/**
 * Files between a program and a family where the program uses a drop-in client: those of the client, whose timers call
 * its metrics, and those that its metrics are made of.
 */
const CLIENT =
  /[\\/](?:node_modules[\\/](?:prom-client|@prometheus-io[\\/]client)[\\/]|drop-in[\\/](?:[a-z]{1,9}-(?:series|class)|text-ordinals|label-index)\.[jt]s$|client-metrics\.[cm]?[jt]s$)/;

/** The frames above the outermost call of a function; none if it is not on the stack. */
function framesAbove(callee: Callable): readonly Frame[] {
  const holder: { readonly stack?: string } = {};
  Error.captureStackTrace?.(holder, callee);
  if (typeof holder.stack !== "string") return []; // an application may have changed how stacks are made
  return holder.stack.split("\n").flatMap((line) => readFrame(line) ?? []);
}

/** Reads `    at recordOrder (file:///app/orders.js:12:5)`, or a line without a function. Paths may have parentheses, too. */
function readFrame(text: string): Frame | undefined {
  const line = text.trim();
  if (!line.startsWith("at ")) return undefined;
  const open = line.endsWith(")") ? line.indexOf(" (") : -1;
  const place = open < 0 ? line.replace(/^at (?:async )?/, "") : line.slice(open + 2, -1);
  const [, file, row, column] = /^(.+):(\d+):(\d+)$/.exec(place) ?? [];
  return file === undefined ? undefined : { file, line: Number(row), column: Number(column) };
}

function isGenerated(frame: Frame): boolean {
  return [...generated.values()].some(
    ({ start, end }) => start.file === frame.file && isBefore(start, frame) && isBefore(frame, end),
  );
}

function isBefore(one: Frame, other: Frame): boolean {
  return one.line < other.line || (one.line === other.line && one.column <= other.column);
}
