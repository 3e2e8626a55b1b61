/** A weight in a header of preferences, 0 to 1; 0 for what is none. RFC 9110, section 12.4.2. */
export function weight(q: string | undefined): number {
  if (q === undefined) return 1;
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(q) ? Number(q) : 0;
}
