import type { z } from "zod";
import { quoted } from "../family/quoted.js";
import { nearestName } from "../server/settings/nearest-name.js";
import type { Faults, Position } from "../server/yaml/faults.js";
import type { YamlNode } from "../server/yaml/yaml-tree.js";
import { type configShape, keysOf } from "./config-shape.js";

type Path = readonly PropertyKey[];

/** Where an issue comes from, and where its faults go. */
interface Reading {
  readonly tree: YamlNode;
  readonly shape: ReturnType<typeof configShape>;
  readonly faults: Faults;
}

/** Adds an issue of the shape as faults in words of the file, where they stand in it. */
export function addIssue(issue: z.core.$ZodIssue, { tree, shape, faults }: Reading): void {
  const { path } = issue;
  const name = path.length === 0 ? "the configuration" : path.map(String).join(".");
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = keysOf(shape, path);
      for (const key of issue.keys) {
        faults.add(
          keyPosition(tree, path, key),
          `${name} has no key ${quoted(key)}`,
          meant(key, path, known),
        );
      }
      return;
    }
    case "invalid_type": {
      const section = issue.expected === "object";
      const node = nodeAt(tree, path);
      const what = section ? "a mapping" : "one value";
      const help = section
        ? `write its keys below it, each on a line with its value: ${keysOf(shape, path).join(", ")}`
        : "write the value behind the colon";
      faults.add(node.at, `${name} is ${KINDS[node.kind]}, not ${what}`, help);
      return;
    }
    case "custom":
      faults.add(nodeAt(tree, path).at, `${name} ${issue.message}`, String(issue.params?.["help"]));
      return;
    default:
      faults.add(nodeAt(tree, path).at, `${name} is not valid: ${issue.message}`);
  }
}

const KINDS = { mapping: "a mapping", sequence: "a list", scalar: "one value", nothing: "empty" };

/** Where Authelia and this file differ, and what options are called here. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ["telemetry", "write what stands below telemetry.metrics there at the top of this file"],
  ["metrics", "write what stands below it at the top of this file"],
  ["host", "write it into address, as in tcp://127.0.0.1:9959/metrics"],
  ["port", "write it into address, as in tcp://127.0.0.1:9959/metrics"],
  ["path", "write it into address, as in tcp://127.0.0.1:9959/metrics"],
  ["tls", "name a web configuration file by web_config_file, which has it"],
]);

/** What to write in place of a key that is not known. */
function meant(key: string, path: Path, known: readonly string[]): string {
  const elsewhere = path.length === 0 ? ELSEWHERE.get(key) : undefined;
  if (elsewhere !== undefined) return elsewhere;
  const nearest = nearestName(key, known);
  return nearest === undefined ? `its keys are ${known.join(", ")}` : `did you mean ${nearest}?`;
}

/** The value at a path, or the innermost one that is there. */
function nodeAt(tree: YamlNode, path: Path): YamlNode {
  const [key, ...rest] = path;
  if (key === undefined || tree.kind !== "mapping") return tree;
  const entry = tree.entries.find(({ key: { text } }) => text === key);
  return entry === undefined ? tree : nodeAt(entry.value, rest);
}

function keyPosition(tree: YamlNode, path: Path, key: string): Position {
  const section = nodeAt(tree, path);
  const entries = section.kind === "mapping" ? section.entries : [];
  return entries.find((entry) => entry.key.text === key)?.key.at ?? section.at;
}
