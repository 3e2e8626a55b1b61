import type { YamlNode } from "../server/yaml/yaml-tree.js";

/** A value without its place: scalars as they are written. */
export type PlainValue = string | readonly PlainValue[] | { readonly [key: string]: PlainValue } | undefined;

export function plainValue(node: YamlNode): PlainValue {
  switch (node.kind) {
    case "scalar":
      return node.text;
    case "nothing":
      return undefined;
    case "sequence":
      return node.items.map(plainValue);
    case "mapping": {
      const entries = node.entries.map(({ key, value }) => [key.text, plainValue(value)] as const);
      return Object.fromEntries(entries); // which takes `__proto__` for a name like any other
    }
  }
}
