import { quoted } from "../../family/quoted.js";
import type { Faults } from "../yaml/faults.js";
import type { YamlNode, YamlScalar } from "../yaml/yaml-tree.js";

/** Values of a mapping by their keys; what is `null` is left out. */
export type Section = ReadonlyMap<string, YamlNode>;

/** What reading a value takes: how messages call it, and where they go. */
export interface Reading {
  /** As `tls_server_config.min_version`. */
  readonly name: string;
  readonly faults: Faults;
}

/** The entries of a mapping, of which only certain keys are known; none if it is no mapping. */
export function readSection(
  node: YamlNode | undefined,
  known: readonly string[],
  { name, faults }: Reading,
): Section {
  const place = name === "" ? "a web configuration" : name;
  const section = new Map<string, YamlNode>();
  for (const { key, value } of readEntries(node, { name: place, faults })) {
    if (!known.includes(key.text)) {
      const unknown = `${place} has no key ${quoted(key.text)}; its keys are ${known.join(", ")}`;
      faults.add(key.at, unknown);
    } else if (value.kind !== "nothing") section.set(key.text, value);
  }
  return section;
}

/** The entries of a mapping, whatever their keys; none if it is no mapping. */
export function readEntries(
  node: YamlNode | undefined,
  { name, faults }: Reading,
): readonly { readonly key: YamlScalar; readonly value: YamlNode }[] {
  if (node === undefined || node.kind === "nothing") return [];
  if (node.kind === "mapping") return node.entries;
  faults.add(node.at, `${name} is not a mapping; write its keys below it, each on a line with its value`);
  return [];
}

export function readText(node: YamlNode | undefined, { name, faults }: Reading): string | undefined {
  if (node === undefined || node.kind === "nothing") return undefined;
  if (node.kind === "scalar") return node.text;
  faults.add(node.at, `${name} is not a text; write one value, in quotes if need be`);
  return undefined;
}

export function readBoolean(node: YamlNode | undefined, { name, faults }: Reading): boolean | undefined {
  if (node === undefined || node.kind === "nothing") return undefined;
  if (node.kind === "scalar" && typeof node.value === "boolean") return node.value;
  faults.add(node.at, `${name} is not true or false; write one of them`);
  return undefined;
}

/** A value that is one of a table's keys, as what the table gives for it. */
export function readChoice<Choice>(
  node: YamlNode | undefined,
  choices: ReadonlyMap<string, Choice>,
  reading: Reading,
): Choice | undefined {
  const text = readText(node, reading);
  if (node === undefined || text === undefined) return undefined;
  const choice = choices.get(text);
  if (choice !== undefined) return choice;
  reading.faults.add(
    node.at,
    `${reading.name} is ${quoted(text)}; write one of ${[...choices.keys()].join(", ")}`,
  );
  return undefined;
}

/** A list, each item read by itself; `undefined` if there is none. */
export function readList<Item>(
  node: YamlNode | undefined,
  readItem: (item: YamlNode) => Item | undefined,
  { name, faults }: Reading,
): readonly Item[] | undefined {
  if (node === undefined || node.kind === "nothing") return undefined;
  if (node.kind === "sequence") {
    return node.items.map(readItem).filter((item): item is Item & {} => item !== undefined);
  }
  faults.add(node.at, `${name} is not a list; write each item on a line that begins with "- "`);
  return undefined;
}
