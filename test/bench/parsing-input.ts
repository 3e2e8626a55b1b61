import type { ExpositionFormat } from "../../generator/index.js";

const BOUNDS = ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10"];
const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE"];
const STATUSES = ["200", "201", "204", "301", "400", "401", "403", "404", "500", "503"];
const ROUTES = Array.from({ length: 20 }, (_, route) => `/api/v1/route-${route}`);

/**
 * An exposition as applications have it, in parts of about 200 kB: each a counter of three labels and 1,000 series, a
 * gauge of one label and 100 series, and a histogram of twelve buckets, two labels and 100 label sets.
 */
export function* typicalExposition(format: ExpositionFormat, bytes: number): Generator<Buffer, void> {
  let length = 0;
  for (let number = 0; length < bytes; number += 1) {
    const lines = [...counter(format, number), ...gauge(number), ...histogram(format, number)];
    const part = Buffer.from(`${lines.join("\n")}\n`);
    yield part;
    length += part.length;
  }
  if (format === "openmetrics") yield Buffer.from("# EOF\n");
}

function counter(format: ExpositionFormat, number: number): readonly string[] {
  const name = `shop_requests_${number}`;
  const family = format === "openmetrics" ? name : `${name}_total`;
  const lines = [`# HELP ${family} Requests that were answered, by method.`, `# TYPE ${family} counter`];
  for (const route of ROUTES) {
    for (const method of METHODS) {
      for (const code of STATUSES) {
        const labels = `code="${code}",method="${method}",route="${route}"`;
        lines.push(`${name}_total{${labels}} ${numberAt(lines.length)}`);
      }
    }
  }
  return lines;
}

function gauge(number: number): readonly string[] {
  const name = `shop_queue_bytes_${number}`;
  const lines = [`# HELP ${name} Bytes that wait.`, `# TYPE ${name} gauge`];
  for (let shard = 0; shard < 100; shard += 1) {
    lines.push(`${name}{shard="${shard}"} ${numberAt(shard) / 1024}`);
  }
  return lines;
}

function histogram(format: ExpositionFormat, number: number): readonly string[] {
  const name = `shop_request_duration_seconds_${number}`;
  const lines = [`# HELP ${name} How long requests took.`, `# TYPE ${name} histogram`];
  for (const route of ROUTES) {
    for (const method of METHODS) {
      const labels = `method="${method}",route="${route}"`;
      let count = 0;
      for (const bound of BOUNDS) {
        count += numberAt(lines.length) % 97;
        const le = format === "openmetrics" && !bound.includes(".") ? `${bound}.0` : bound;
        lines.push(`${name}_bucket{${labels},le="${le}"} ${count}`);
      }
      lines.push(`${name}_bucket{${labels},le="+Inf"} ${count}`);
      lines.push(`${name}_sum{${labels}} ${count * 0.123456789}`, `${name}_count{${labels}} ${count}`);
    }
  }
  return lines;
}

/** Numbers of different lengths, the same in each run. */
function numberAt(place: number): number {
  return (place * 2_654_435_761) % 10 ** (1 + (place % 9));
}
