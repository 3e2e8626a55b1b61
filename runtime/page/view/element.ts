/** What an element has beside its children. */
export interface ElementOptions {
  readonly class?: string;
  /** Attributes by name. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Makes an element. Texts become text nodes: what programs expose is never read as markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  options: ElementOptions = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (options.class !== undefined) made.className = options.class;
  for (const [attribute, value] of Object.entries(options.attributes ?? {}))
    made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

/** Sets a node's text, unless it has it: what does not change need not be laid out anew. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** An element of the page's own markup. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`index.html has no element ${JSON.stringify(id)}`);
  return found;
}
