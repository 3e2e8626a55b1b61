/** What the benchmark uses of it: the package has no types of its own. */
declare module "autocannon" {
  interface Load {
    readonly url: string;
    readonly connections: number;
    /** In seconds. */
    readonly duration: number;
    readonly headers: Readonly<Record<string, string>>;
  }

  interface LoadResult {
    /** Answers of the status codes from 200 to 299, and all others. */
    readonly "2xx": number;
    readonly non2xx: number;
    readonly errors: number;
    /** In seconds. */
    readonly duration: number;
    readonly throughput: { readonly total: number };
  }

  function autocannon(load: Load): Promise<LoadResult>;
  export = autocannon;
}
