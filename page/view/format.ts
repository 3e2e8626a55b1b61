/** The unit of a family's values. `time` is a point in time in seconds since 1970; `none` is no or another unit. */
export type Unit = "seconds" | "bytes" | "time" | "none";

/** The unit of the schema, or else of the suffix that Prometheus recommends for names. */
export function unitOf({ name, unit }: { readonly name: string; readonly unit: string | undefined }): Unit {
  const text = `${name.replace(/_total$/, "")}_${unit ?? ""}`;
  if (/(?:^|_)(?:timestamp|time)_seconds_(?:seconds)?$/.test(text)) return "time";
  if (/_seconds_?$/.test(text)) return "seconds";
  return /_bytes_?$/.test(text) ? "bytes" : "none";
}

/** Formats a value with its unit: three significant digits, or all digits of a short integer. */
export function formatValue(value: number, unit: Unit): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  switch (unit) {
    case "seconds":
      return formatSeconds(value);
    case "bytes":
      return formatScaled(value, 1024, ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]);
    case "time":
      return new Date(value * 1000).toISOString().replace("T", " ").slice(0, 19);
    case "none":
      return formatNumber(value);
    default:
      return unit satisfies never;
  }
}

/** Formats a rate: `2.5/s`. */
export function formatRate(perSecond: number, unit: Unit): string {
  return Number.isNaN(perSecond) ? "–" : `${formatValue(perSecond, unit === "bytes" ? unit : "none")}/s`;
}

/** Formats a duration in a unit from microseconds to days. */
export function formatSeconds(seconds: number): string {
  const size = Math.abs(seconds);
  if (size === 0) return "0 s";
  if (size < 0.001) return `${formatDigits(seconds * 1e6)} µs`;
  if (size < 1) return `${formatDigits(seconds * 1000)} ms`;
  if (size < 120) return `${formatDigits(seconds)} s`;
  if (size < 7200) return `${formatDigits(seconds / 60)} min`;
  return size < 172_800 ? `${formatDigits(seconds / 3600)} h` : `${formatDigits(seconds / 86_400)} d`;
}

function formatNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1_000_000) return value.toLocaleString("en");
  if (value !== 0 && Math.abs(value) < 0.001) return value.toExponential(2);
  return formatScaled(value, 1000, ["", "k", "M", "G", "T", "P"]);
}

function formatScaled(value: number, step: number, units: readonly string[]): string {
  let [rest, power] = [value, 0];
  while (Math.abs(rest) >= (units[0] === "" && power === 0 ? 100_000 : step) && power < units.length - 1) {
    rest /= step;
    power += 1;
  }
  return `${formatDigits(rest)} ${units[power] ?? ""}`.trim();
}

function formatDigits(value: number): string {
  const fine = Math.abs(value) < 1000;
  return value.toLocaleString("en", fine ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 });
}
