/** Which cells of a family: its values, or when each was set. */
export type Store = "values" | "times";

/**
 * What a thread tells the one that collects, so that no record has to: where its cells lie, and what its open
 * vectors take up. Told before the first record that it is needed for; families and vectors by their position.
 */
export type ThreadNews =
  | { readonly kind: "joined"; readonly timeOrigin: number }
  | {
      readonly kind: "dense";
      readonly family: number;
      readonly store: Store;
      readonly cells: Float64Array;
      readonly live: Uint8Array | undefined;
    }
  | { readonly kind: "sparse"; readonly family: number; readonly store: Store; readonly rows: Int32Array }
  | {
      readonly kind: "page";
      readonly family: number;
      readonly store: Store;
      readonly cells: Float64Array;
      readonly indices: Float64Array;
    }
  | { readonly kind: "interned"; readonly vector: number; readonly text: string }
  | { readonly kind: "started"; readonly thread: number }
  | { readonly kind: "ended"; readonly thread: number };

export interface ThreadMessage {
  /** The `threadId` of the sender. */
  readonly thread: number;
  readonly news: readonly ThreadNews[];
}
