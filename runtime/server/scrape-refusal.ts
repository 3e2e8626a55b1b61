/** Says why a scrape is not answered now, though it could be later: 503. */
export class ScrapeRefusal extends Error {
  /** In seconds, for `Retry-After`. */
  readonly retryAfter = 1;
}
