import { openSync, readdirSync, readFileSync, readSync, statSync } from "node:fs";
import { getHeapSpaceStatistics, getHeapStatistics } from "node:v8";
import { CounterFamily } from "../family/counter.js";
import { GaugeFamily } from "../family/gauge.js";
import type { MetricFamily } from "../family/metric-family.js";
import { closedVector, openVector } from "../labels.js";
import { DENO, type EventLoopLag } from "./observers.js";

/** Families that are read together. */
export interface Reading {
  readonly families: readonly MetricFamily[];
  readonly read: () => void;
}

/** The readings of this platform, in the order in which prom-client exposes the families. */
export function createReadings(lag: EventLoopLag): readonly Reading[] {
  return [
    processorTime(),
    startTime(),
    LINUX ? memoryOnLinux() : residentMemory(),
    ...(LINUX ? [openDescriptors()] : []),
    ...maxDescriptors(),
    { families: lag.families, read: () => lag.read() },
    ...(BUN ? [] : activeLists()),
    heap(),
    ...(BUN ? [] : heapSpaces()),
    ...(BUN || DENO ? [] : [version()]), // theirs is the one of Node that they are like
  ];
}

const LINUX = process.platform === "linux";

/** Bun has Node's functions of active resources and of V8's heap spaces, but they say that there are none. */
const BUN = process.versions["bun"] !== undefined;

/** Counts from its creation on, as prom-client does. */
function processorTime(): Reading {
  const user = secondsCounter("process_cpu_user_seconds_total", "Processor time spent in user code.");
  const system = secondsCounter("process_cpu_system_seconds_total", "Processor time spent in system calls.");
  const total = secondsCounter("process_cpu_seconds_total", "Processor time spent by the process.");
  let before = process.cpuUsage();
  const read = () => {
    const now = process.cpuUsage();
    const inUser = (now.user - before.user) / 1e6;
    const inSystem = (now.system - before.system) / 1e6;
    before = now;
    user.record(0, inUser, undefined);
    system.record(0, inSystem, undefined);
    total.record(0, inUser + inSystem, undefined);
  };
  return { families: [user, system, total], read };
}

function secondsCounter(name: string, help: string): CounterFamily {
  return new CounterFamily({ name, help, vectors: [], unit: "seconds" });
}

function startTime(): Reading {
  const family = new GaugeFamily({
    name: "process_start_time_seconds",
    help: "Time at which the process started, in seconds since 1970.",
    vectors: [],
    unit: "seconds",
    combine: "omit", // several processes have no time in common
  });
  const started = Math.round(Date.now() / 1000 - process.uptime());
  return { families: [family], read: () => family.set(0, started, undefined) };
}

const RESIDENT = { name: "process_resident_memory_bytes", help: "Memory of the process that is in RAM." };

function residentMemory(): Reading {
  const resident = bytesGauge(RESIDENT);
  return { families: [resident], read: () => resident.set(0, process.memoryUsage.rss(), undefined) };
}

function memoryOnLinux(): Reading {
  const resident = bytesGauge(RESIDENT);
  const virtual = bytesGauge({
    name: "process_virtual_memory_bytes",
    help: "Virtual memory of the process.",
  });
  const data = bytesGauge({ name: "process_heap_bytes", help: "Virtual memory of the process for data." });
  const file = new StatusFile();
  const read = () => {
    const status = readIfPossible(() => file.read());
    if (status === undefined) return;
    resident.set(0, bytesIn(status, "VmRSS"), undefined);
    virtual.set(0, bytesIn(status, "VmSize"), undefined);
    data.set(0, bytesIn(status, "VmData"), undefined);
  };
  return { families: [resident, virtual, data], read };
}

/** It stays open: to open it anew took twice as long as to read it. */
class StatusFile {
  readonly #buffer = Buffer.alloc(1 << 13);
  #descriptor: number | undefined;

  read(): string {
    const text = this.#descriptor === undefined ? "" : this.#readFrom(this.#descriptor);
    if (text.startsWith("Name:")) return text; // not another file, after something has closed it
    this.#descriptor = openSync("/proc/self/status", "r");
    return this.#readFrom(this.#descriptor);
  }

  #readFrom(descriptor: number): string {
    try {
      return this.#buffer.toString(
        "latin1",
        0,
        readSync(descriptor, this.#buffer, 0, this.#buffer.length, 0),
      );
    } catch {
      return "";
    }
  }
}

/** The value of a line such as `VmRSS:    46672 kB`, in bytes. */
function bytesIn(status: string, key: string): number {
  const start = status.indexOf(`\n${key}:`);
  return Number.parseInt(status.slice(start + key.length + 2, start + key.length + 24), 10) * 1024;
}

function openDescriptors(): Reading {
  const family = new GaugeFamily({ name: "process_open_fds", help: "Open file descriptors.", vectors: [] });
  const read = () => {
    const count = readIfPossible(countDescriptors);
    if (count !== undefined) family.set(0, count, undefined);
  };
  return { families: [family], read };
}

/** From 6.2 on, Linux says the number as the size of the folder; the listing has that of the listing itself, too. */
function countDescriptors(): number {
  const { size } = statSync("/proc/self/fd");
  return size > 0 ? size : readdirSync("/proc/self/fd").length - 1;
}

/** None where there is no such file. The limit is read once. */
function maxDescriptors(): readonly Reading[] {
  const limits = readIfPossible(() => readFileSync("/proc/self/limits", "utf8"));
  const limit = /^Max open files +(\S+)/m.exec(limits ?? "")?.[1];
  if (limit === undefined) return [];
  const family = new GaugeFamily({
    name: "process_max_fds",
    help: "Largest number of open file descriptors.",
    vectors: [],
  });
  return [{ families: [family], read: () => family.set(0, Number(limit), undefined) }];
}

function activeLists(): readonly Reading[] {
  return [
    ...activeResources(),
    ...activeObjects("handles", "_getActiveHandles"),
    ...activeObjects("requests", "_getActiveRequests"),
  ];
}

/** How many kinds of handles, requests or resources have a series of their own. Node has some sixty. */
const MAX_TYPES = 200;

function activeResources(): readonly Reading[] {
  if (typeof process.getActiveResourcesInfo !== "function") return []; // not in every runtime that runs Node's programs
  const counts = new CountsByType("resources");
  return [{ families: counts.families, read: () => counts.set(process.getActiveResourcesInfo()) }];
}

/** Functions of Node that it does not document; they may be missing. */
interface UndocumentedLists {
  readonly _getActiveHandles?: () => readonly unknown[];
  readonly _getActiveRequests?: () => readonly unknown[];
}

function activeObjects(kind: string, method: keyof UndocumentedLists): readonly Reading[] {
  const lists = process as UndocumentedLists;
  if (typeof lists[method] !== "function") return [];
  const counts = new CountsByType(kind);
  return [{ families: counts.families, read: () => counts.set((lists[method]?.() ?? []).map(classOf)) }];
}

/** The name of an object's class; empty if it has none. */
function classOf(object: unknown): string {
  return object?.constructor?.name ?? "";
}

/** The number of active objects, by type and in total. */
class CountsByType {
  readonly #type = openVector("type", { maxValues: MAX_TYPES, otherwise: "other" });
  readonly #byType: GaugeFamily;
  readonly #total: GaugeFamily;
  #ordinals: ReadonlyMap<number, number> = new Map();

  constructor(kind: string) {
    this.#byType = new GaugeFamily({
      name: `nodejs_active_${kind}`,
      help: `Active ${kind} by type.`,
      vectors: [this.#type],
    });
    this.#total = new GaugeFamily({
      name: `nodejs_active_${kind}_total`,
      help: `Active ${kind}.`,
      vectors: [],
    });
  }

  get families(): readonly MetricFamily[] {
    return [this.#byType, this.#total];
  }

  /** Sets the counts to those of the types, one for each object. A type that has none left has no series. */
  set(types: readonly string[]): void {
    const counts = new Map<number, number>();
    for (const type of types) {
      if (type === "") continue;
      const ordinal = this.#type.ordinalOf(type);
      counts.set(ordinal, (counts.get(ordinal) ?? 0) + 1);
    }
    for (const ordinal of this.#ordinals.keys()) {
      if (counts.has(ordinal)) continue;
      this.#byType.reset();
      break;
    }
    this.#ordinals = counts;
    for (const [ordinal, count] of counts) this.#byType.set(ordinal, count, undefined);
    this.#total.set(0, types.length, undefined);
  }
}

function heap(): Reading {
  const total = bytesGauge({ name: "nodejs_heap_size_total_bytes", help: "Size of the JavaScript heap." });
  const used = bytesGauge({ name: "nodejs_heap_size_used_bytes", help: "Used part of the JavaScript heap." });
  const external = bytesGauge({
    name: "nodejs_external_memory_bytes",
    help: "Memory of objects in C++ that JavaScript objects refer to.",
  });
  const read = () => {
    if (BUN) {
      const { heapTotal, heapUsed, external: outside } = process.memoryUsage(); // V8's are guesses there
      total.set(0, heapTotal, undefined);
      used.set(0, heapUsed, undefined);
      external.set(0, outside, undefined);
      return;
    }
    const heap = getHeapStatistics(); // process.memoryUsage() has the same values, but reads a file of /proc for others
    total.set(0, heap.total_heap_size, undefined);
    used.set(0, heap.used_heap_size, undefined);
    external.set(0, heap.external_memory, undefined);
  };
  return { families: [total, used, external], read };
}

function heapSpaces(): readonly Reading[] {
  const nameOf = (space: string) => space.slice(0, space.indexOf("_space"));
  const names = readIfPossible(() => getHeapSpaceStatistics().map(({ space_name }) => nameOf(space_name)));
  if (names === undefined) return [];
  const vectors = [closedVector("space", names)];
  const spaceGauge = (part: string, help: string) =>
    new GaugeFamily({ name: `nodejs_heap_space_size_${part}_bytes`, help, vectors, unit: "bytes" });
  const total = spaceGauge("total", "Size of a space of the JavaScript heap.");
  const used = spaceGauge("used", "Used part of a space of the JavaScript heap.");
  const available = spaceGauge("available", "Free part of a space of the JavaScript heap.");
  const read = () => {
    getHeapSpaceStatistics().forEach((space, at) => {
      total.set(at, space.space_size, undefined);
      used.set(at, space.space_used_size, undefined);
      available.set(at, space.space_available_size, undefined);
    });
  };
  return [{ families: [total, used, available], read }];
}

function version(): Reading {
  const [major = "", minor = "", patch = ""] = process.version.slice(1).split(".");
  const parts = { version: process.version, major, minor, patch };
  const family = new GaugeFamily({
    name: "nodejs_version_info",
    help: "Version of Node.",
    vectors: Object.entries(parts).map(([name, value]) => closedVector(name, [value])),
    combine: "max",
  });
  return { families: [family], read: () => family.set(0, 1, undefined) };
}

function bytesGauge({ name, help }: { readonly name: string; readonly help: string }): GaugeFamily {
  return new GaugeFamily({ name, help, vectors: [], unit: "bytes" });
}

/** A file of `/proc` may be missing or not readable, and some platforms refuse: the metric then keeps its value. */
function readIfPossible<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
