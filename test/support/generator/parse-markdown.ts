import type { Nodes, Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

/** Reads Markdown as GitHub does, by a reader that is not ours. */
export function parseMarkdown(text: string): Root {
  return fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

/** What a reader sees of a node, its code in back-ticks; any other markup is named, as `<emphasis>`. */
export function seen(node: Nodes): string {
  switch (node.type) {
    case "text":
      return node.value;
    case "inlineCode":
      return `\`${node.value}\``;
    case "link": {
      const address = node.children.map(seen).join("");
      return isAddress(node.url, address) ? address : `<link ${node.url}>`;
    }
    case "paragraph":
    case "heading":
    case "tableCell":
      return node.children.map(seen).join("");
    default:
      return `<${node.type}>`;
  }
}

/** GitHub makes links of what looks like an address; what is read is the same. */
function isAddress(url: string, text: string): boolean {
  return url === text || url === `http://${text}` || url === `mailto:${text}`;
}
