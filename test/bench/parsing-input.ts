/**
 * An exposition as applications have it: for each family a counter of three labels, a gauge of one, and a histogram
 * of twelve buckets and two labels, with label sets as many as fill the bytes.
 */
export function typicalExposition(format: "text" | "openmetrics", bytes: number): Uint8Array {
  const parts: Buffer[] = [];
  let length = 0;
  for (let family = 0; length < bytes; family += 1) {
    const part = Buffer.from(familiesText(format, family));
    parts.push(part);
    length += part.length;
  }
  if (format === "openmetrics") parts.push(Buffer.from("# EOF\n"));
  return Buffer.concat(parts);
}

const BOUNDS = ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10"];
const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE"];
const STATUSES = ["200", "201", "204", "301", "400", "401", "403", "404", "500", "503"];

function familiesText(format: "text" | "openmetrics", family: number): string {
  const lines: string[] = [];
  const strict = format === "openmetrics";
  const counter = `shop_requests_${family}`;
  const total = `${counter}_total`;
  lines.push(`# HELP ${strict ? counter : total} Requests that were answered, by method.`);
  lines.push(`# TYPE ${strict ? counter : total} counter`);
  for (let route = 0; route < 20; route += 1) {
    for (const method of METHODS) {
      for (const code of STATUSES) {
        lines.push(
          `${total}{code="${code}",method="${method}",route="/api/v1/route-${route}"} ${numberIn(lines)}`,
        );
      }
    }
  }
  const gauge = `shop_queue_bytes_${family}`;
  lines.push(`# HELP ${gauge} Bytes that wait.`, `# TYPE ${gauge} gauge`);
  for (let shard = 0; shard < 100; shard += 1)
    lines.push(`${gauge}{shard="${shard}"} ${numberIn(lines) / 1024}`);
  const histogram = `shop_request_duration_seconds_${family}`;
  lines.push(`# HELP ${histogram} How long requests took.`, `# TYPE ${histogram} histogram`);
  for (let route = 0; route < 20; route += 1) {
    for (const method of METHODS) {
      const labels = `method="${method}",route="/api/v1/route-${route}"`;
      let count = 0;
      for (const bound of BOUNDS) {
        count += numberIn(lines) % 97;
        const le = strict && !bound.includes(".") ? `${bound}.0` : bound;
        lines.push(`${histogram}_bucket{${labels},le="${le}"} ${count}`);
      }
      lines.push(`${histogram}_bucket{${labels},le="+Inf"} ${count}`);
      lines.push(`${histogram}_sum{${labels}} ${count * 0.123456789}`);
      lines.push(`${histogram}_count{${labels}} ${count}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** Numbers of different lengths, the same in each run. */
function numberIn(lines: readonly string[]): number {
  return (lines.length * 2_654_435_761) % 10 ** (1 + (lines.length % 9));
}
