/** What an element has beside its children. */
export interface ElementOptions {
  readonly class?: string;
  /** Attributes by name. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Makes an element. Texts become text nodes: what programs expose is never read as markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  options: ElementOptions = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (options.class !== undefined) made.className = options.class;
  for (const [attribute, value] of Object.entries(options.attributes ?? {}))
    made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

/** Sets a node's text, unless it has it: what does not change need not be laid out anew. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** An element of the page's own markup. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`index.html has no element ${JSON.stringify(id)}`);
  return found;
}

/** One of the options of a choice. */
export interface ChoiceOption {
  readonly value: string;
  readonly title: string;
}

/** A labelled list to choose one from. */
export function choice(
  title: string,
  options: readonly ChoiceOption[],
  { chosen, change }: { readonly chosen: string; change(value: string): void },
): HTMLElement {
  const select = element("select", {}, ...options.map(({ value, title: text }) => new Option(text, value)));
  select.value = chosen;
  select.addEventListener("change", () => change(select.value));
  return element("label", { class: "choice" }, `${title} `, select);
}

/** What a family's values are measured in, as far as it is told. */
export type Unit = "seconds" | "bytes" | "time" | "none";

/**
 * The unit that the schema gives, or by the suffixes of the name that Prometheus recommends; `time` is a moment, in
 * seconds since 1970.
 */
export function unitOf({ name, unit }: { readonly name: string; readonly unit: string | undefined }): Unit {
  const text = `${name.replace(/_total$/, "")}_${unit ?? ""}`;
  if (/(?:^|_)(?:timestamp|time)_seconds_(?:seconds)?$/.test(text)) return "time";
  if (/_seconds_?$/.test(text)) return "seconds";
  return /_bytes_?$/.test(text) ? "bytes" : "none";
}

/** A value in its unit, with three digits that matter, or all of a whole part that is short. */
export function formatValue(value: number, unit: Unit): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  switch (unit) {
    case "seconds":
      return formatSeconds(value);
    case "bytes":
      return scaled(value, 1024, ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]);
    case "time":
      return new Date(value * 1000).toISOString().replace("T", " ").slice(0, 19);
    case "none":
      return formatNumber(value);
    default:
      return unit satisfies never;
  }
}

/** A rate: so much per second. */
export function formatRate(perSecond: number, unit: Unit): string {
  return Number.isNaN(perSecond) ? "–" : `${formatValue(perSecond, unit === "bytes" ? unit : "none")}/s`;
}

/** How long something took or takes, from microseconds to days. */
export function formatSeconds(seconds: number): string {
  const size = Math.abs(seconds);
  if (size === 0) return "0 s";
  if (size < 0.001) return `${digits(seconds * 1e6)} µs`;
  if (size < 1) return `${digits(seconds * 1000)} ms`;
  if (size < 120) return `${digits(seconds)} s`;
  if (size < 7200) return `${digits(seconds / 60)} min`;
  return size < 172_800 ? `${digits(seconds / 3600)} h` : `${digits(seconds / 86_400)} d`;
}

function formatNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1_000_000) return value.toLocaleString("en");
  if (value !== 0 && Math.abs(value) < 0.001) return value.toExponential(2);
  return scaled(value, 1000, ["", "k", "M", "G", "T", "P"]);
}

function scaled(value: number, step: number, units: readonly string[]): string {
  let [rest, power] = [value, 0];
  while (Math.abs(rest) >= (units[0] === "" && power === 0 ? 100_000 : step) && power < units.length - 1) {
    rest /= step;
    power += 1;
  }
  return `${digits(rest)} ${units[power] ?? ""}`.trim();
}

function digits(value: number): string {
  const fine = Math.abs(value) < 1000;
  return value.toLocaleString("en", fine ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 });
}
