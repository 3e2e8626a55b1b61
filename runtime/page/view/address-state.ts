import type { Filter } from "./filter.js";

/** What the page's address keeps behind `#`, so that a reload or a link shows the same. */
export interface AddressState {
  readonly filter: Filter;
  /** The names of the families that are open. */
  readonly open: readonly string[];
}

export function readAddress(hash: string): AddressState {
  const state = new URLSearchParams(hash.replace(/^#/, ""));
  const open = (state.get("open") ?? "").split(",").filter((name) => name !== "");
  return { filter: { words: state.get("filter") ?? "", type: state.get("type") ?? "" }, open };
}

export function writeAddress({ filter, open }: AddressState): string {
  const state = new URLSearchParams();
  if (filter.words !== "") state.set("filter", filter.words);
  if (filter.type !== "") state.set("type", filter.type);
  if (open.length > 0) state.set("open", open.join(","));
  const text = state.toString();
  return text === "" ? "" : `#${text}`;
}
