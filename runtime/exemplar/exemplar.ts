/** A trace that a sample belongs to, by the ids of W3C Trace Context. */
export interface Exemplar {
  /** 32 hexadecimal digits, not all of them 0. */
  readonly traceId: string;
  /** 16 hexadecimal digits, not all of them 0. */
  readonly spanId: string;
}
