import { element } from "./element.js";

/** One of the options of a choice. */
export interface ChoiceOption {
  readonly value: string;
  readonly title: string;
}

/** A labelled list to choose one from. */
export function choice(
  title: string,
  options: readonly ChoiceOption[],
  { chosen, change }: { readonly chosen: string; change(value: string): void },
): HTMLElement {
  const select = element("select", {}, ...options.map(({ value, title: text }) => new Option(text, value)));
  select.value = chosen;
  select.addEventListener("change", () => change(select.value));
  return element("label", { class: "choice" }, `${title} `, select);
}
