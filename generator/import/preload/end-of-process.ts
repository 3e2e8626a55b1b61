/**
 * Calls the function when the process or thread ends: by `process.exit`, an error that is not caught, with nothing left to
 * do, or by a signal that the program does not handle. Programs see no further listeners.
 */
export function onEnd(record: () => void, isMainThread: boolean): void {
  onExit(record);
  if (isMainThread) for (const [name, number] of SIGNALS) onSignal(name, number, record);
}

/** While Node ends, its call of `process.emit("exit")` finds a function that calls the function after the listeners. */
function onExit(record: () => void): void {
  let emit = process.emit as Emit;
  const emitAndEnd: Emit = function (this: unknown, ...args) {
    const result = Reflect.apply(emit, process, args);
    if (args[0] === "exit") record();
    return result;
  };
  Object.defineProperty(process, "emit", {
    configurable: true,
    enumerable: true,
    get: () => ((process as { _exiting?: boolean })._exiting === true ? emitAndEnd : emit),
    set: (value: Emit) => {
      emit = value;
    },
  });
}

type Emit = (...args: readonly unknown[]) => unknown;

const SIGNALS = [
  ["SIGHUP", 1],
  ["SIGINT", 2],
  ["SIGTERM", 15],
] as const;

/**
 * A listener of `process` would be counted by programs that end the process if there is no other. So this listens as
 * `process` itself does. Where Node does not offer it, the series since the last second are lost.
 */
function onSignal(name: (typeof SIGNALS)[number][0], number: number, record: () => void): void {
  const Signal = signalClass();
  if (Signal === undefined) return;
  const signal = new Signal();
  signal.unref();
  signal.onsignal = () => {
    record();
    if (process.listenerCount(name) > 0) return;
    signal.close();
    process.kill(process.pid, name);
  };
  if (signal.start(number) !== 0) signal.close();
}

interface SignalHandle {
  onsignal: () => void;
  start(number: number): number;
  close(): void;
  unref(): void;
}

function signalClass(): (new () => SignalHandle) | undefined {
  const { noDeprecation } = process;
  try {
    process.noDeprecation = true;
    return (process as unknown as { binding(name: string): { Signal?: new () => SignalHandle } }).binding(
      "signal_wrap",
    ).Signal;
  } catch {
    return undefined;
  } finally {
    if (noDeprecation === undefined) delete (process as { noDeprecation?: boolean }).noDeprecation;
    else process.noDeprecation = noDeprecation;
  }
}
