import { grouped } from "./grouped.js";

/** `1 family`, `2,500 families`. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : several}`;
}
