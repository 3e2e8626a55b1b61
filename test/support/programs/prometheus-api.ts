/** The label set of a series, `__name__` included. */
export type SeriesLabels = Readonly<Record<string, string>>;

/** A sample of an instant query. */
export interface QueriedSample {
  readonly labels: SeriesLabels;
  readonly value: number;
}

/** Prometheus' description of a target. */
export interface Target {
  readonly labels: SeriesLabels;
  readonly health: string;
  readonly lastError: string;
  readonly lastScrape: string;
  readonly scrapeUrl: string;
}

export interface MetricMetadata {
  readonly type: string;
  readonly help: string;
}

/** An exemplar that Prometheus has stored. */
export interface StoredExemplar {
  readonly series: SeriesLabels;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The series of the last five minutes that a selector matches. */
export async function series(url: string, selector: string): Promise<readonly SeriesLabels[]> {
  const start = String(Date.now() / 1000 - 300);
  return (await get(url, "series", { "match[]": selector, start })) as SeriesLabels[]; // as the API documents it
}

/** @param at seconds since 1970; now when left out */
export async function query(url: string, promql: string, at?: number): Promise<readonly QueriedSample[]> {
  const data = await get(url, "query", { query: promql, ...(at === undefined ? {} : { time: String(at) }) });
  const { result } = data as { result: { metric: SeriesLabels; value: [number, string] }[] }; // as documented
  return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}

/** Every value that a query had, of all its series, at each half second of a time in seconds since 1970. */
export async function valuesOver(
  url: string,
  promql: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<readonly number[]> {
  const range = { start: String(from), end: String(to), step: "0.5" };
  const data = await get(url, "query_range", { query: promql, ...range });
  const { result } = data as { result: { values: [number, string][] }[] }; // as documented
  return result.flatMap(({ values }) => values.map(([, value]) => Number(value)));
}

export async function activeTargets(url: string): Promise<readonly Target[]> {
  return ((await get(url, "targets", { state: "active" })) as { activeTargets: Target[] }).activeTargets; // as documented
}

/** The targets' metadata of a metric family. */
export async function metadata(url: string, family: string): Promise<readonly MetricMetadata[]> {
  const data = (await get(url, "targets/metadata", { metric: family })) as MetricMetadata[]; // as documented
  return data.map(({ type, help }) => ({ type, help }));
}

/** The base unit that the targets tell of a metric family: in OpenMetrics alone can they. */
export async function unitOf(url: string, family: string): Promise<string | undefined> {
  const data = (await get(url, "targets/metadata", { metric: family })) as { unit: string }[]; // as documented
  return data[0]?.unit;
}

/** The exemplars of the last five minutes, of the series in a query. */
export async function exemplars(url: string, promql: string): Promise<readonly StoredExemplar[]> {
  const [start, end] = [Date.now() / 1000 - 300, Date.now() / 1000 + 10];
  const parameters = { query: promql, start: String(start), end: String(end) };
  const data = (await get(url, "query_exemplars", parameters)) as {
    seriesLabels: SeriesLabels;
    exemplars: { labels: Record<string, string>; value: string }[];
  }[]; // as documented
  return data.flatMap(({ seriesLabels, exemplars: stored }) =>
    stored.map(({ labels, value }) => ({ series: seriesLabels, labels, value: Number(value) })),
  );
}

async function get(
  url: string,
  path: string,
  parameters: Readonly<Record<string, string>>,
): Promise<unknown> {
  const response = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
  const body = (await response.json()) as { status: string; error?: string; data: unknown }; // as documented
  if (body.status !== "success") throw new Error(`Prometheus: ${body.error}`);
  return body.data;
}
