/** The class and the attributes of an element. */
interface ElementOptions {
  readonly class?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Creates an element. Strings become text nodes, so texts of the scraped program are never parsed as markup. */
export function createElement<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  options: ElementOptions = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const created = document.createElement(name);
  if (options.class !== undefined) created.className = options.class;
  for (const [attribute, value] of Object.entries(options.attributes ?? {}))
    created.setAttribute(attribute, value);
  created.append(...children);
  return created;
}

/** Sets the text of a node if it differs: an unchanged node needs no new layout. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** Finds an element of `index.html`. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`index.html has no element ${JSON.stringify(id)}`);
  return found;
}

/** An option of a select element. */
interface SelectOption {
  readonly value: string;
  readonly title: string;
}

/** Creates a select element in its label. */
export function createSelect(
  title: string,
  options: readonly SelectOption[],
  { selected, onChange }: { readonly selected: string; onChange(value: string): void },
): HTMLElement {
  const select = createElement(
    "select",
    {},
    ...options.map(({ value, title: text }) => new Option(text, value)),
  );
  select.value = selected;
  select.addEventListener("change", () => onChange(select.value));
  return createElement("label", { class: "choice" }, `${title} `, select);
}
