/** Words of client libraries for what the schema calls otherwise. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ["labels", "vectors"],
  ["labelNames", "vectors"],
  ["label_names", "vectors"],
  ["help", "description"],
  ["desc", "description"],
  ["doc", "description"],
  ["enum", "values"],
  ["label_values", "values"],
  ["allowed", "values"],
  ["limit", "max_values"],
  ["default", "otherwise"],
  ["other", "otherwise"],
  ["prefix", "namespace"],
  ["subsystem", "namespace"],
  ["include", "imports"],
  ["listen", "address"],
]);

/** Help for a key that belongs elsewhere or has another name here; `undefined` for plain misspellings. */
export function foreignKeyHint(key: string, known: readonly string[]): string | undefined {
  const synonym = SYNONYMS.get(key);
  if (synonym !== undefined && known.includes(synonym)) return `It is called \`${synonym}\` here.`;
  if (key === "buckets" && known.includes("unit")) return "Only histograms have buckets.";
  if (key === "type" && known.includes("unit"))
    return "The section tells the type: `counters`, `gauges` or `histograms`.";
  if (key === "name" && known.includes("description")) return "The key above it is the name.";
  if (key === "summaries")
    return "There are no summaries: their quantiles cannot be aggregated. Write a histogram.";
  return undefined;
}
