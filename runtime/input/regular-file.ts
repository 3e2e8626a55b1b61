import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from "node:fs";

/**
 * Reads the bytes of a regular file, once. Devices, pipes and folders are not read: some of them never end.
 *
 * @param largest in bytes
 * @throws Error with the reason, such as `it is a pipe`, or the system's error
 */
export function readRegularFile(path: string, largest: number): Buffer {
  // Without O_NONBLOCK, a pipe would be waited for until a program writes into it.
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new Error(`it is ${kindOf(stats)}`);
    if (stats.size > largest) throw tooLarge(largest);
    return readUpTo(descriptor, largest);
  } finally {
    closeSync(descriptor);
  }
}

/** A file can be longer than its size says: it grows, or the kernel makes it as it is read. */
function readUpTo(descriptor: number, largest: number): Buffer {
  const chunks: Buffer[] = [];
  for (let length = 0; ; ) {
    const chunk = Buffer.allocUnsafe(1 << 18);
    const read = readSync(descriptor, chunk);
    if (read === 0) return Buffer.concat(chunks);
    length += read;
    if (length > largest) throw tooLarge(largest);
    chunks.push(chunk.subarray(0, read));
  }
}

/** @param largest in bytes; whole megabytes or, below that, kilobytes */
export function tooLarge(largest: number): Error {
  const megabytes = Math.floor(largest / 1024 / 1024);
  return new Error(`it has more than ${megabytes > 0 ? `${megabytes} MB` : `${largest / 1024} kB`}`);
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return "a directory";
  if (stats.isFIFO()) return "a pipe";
  if (stats.isSocket()) return "a socket";
  return "a device";
}
