import type { Inline } from "./markdown-node.js";

/** The text that is seen, with code in back-ticks as descriptions have it. */
export function textOf(inlines: readonly Inline[]): string {
  return inlines.map(shown).join("").replace(/\s+/g, " ").trim();
}

/** What stands in back-ticks, in order. */
export function codesIn(inlines: readonly Inline[]): readonly string[] {
  return inlines.flatMap((inline) => {
    if (inline.type === "inlineCode") return [inline.value];
    return "children" in inline ? codesIn(inline.children) : [];
  });
}

/** A text without the back-ticks of code. */
export function withoutTicks(text: string): string {
  return text.replaceAll("`", "").trim();
}

function shown(inline: Inline): string {
  switch (inline.type) {
    case "text":
      return inline.value;
    case "inlineCode":
      return `\`${inline.value}\``;
    case "break":
      return " ";
    case "html":
      return /^<br\s*\/?>$/i.test(inline.value) ? " " : "";
    case "image":
    case "imageReference":
      return inline.alt ?? "";
    case "footnoteReference":
      return "";
    default:
      return inline.children.map(shown).join("");
  }
}
