/** As the system has it, or as the person has chosen. */
const THEMES = ["auto", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

const KEY = "metricsmith-theme";

/** Lets a button go through the themes, remembers the choice, and tells when colours change. */
export function installTheme(button: HTMLElement, changed: () => void): void {
  let theme = remembered();
  const show = () => {
    document.documentElement.dataset["theme"] = theme;
    button.textContent = `Theme: ${theme}`;
  };
  show();
  button.addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "auto";
    remember(theme);
    show();
    changed();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
}

/** A colour of the style sheet as it is now, for canvases. */
export function colour(variable: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${variable})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function remembered(): Theme {
  try {
    const known = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === known) ?? "auto";
  } catch {
    return "auto"; // a browser may forbid storage
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // forbidden, then it holds until the page is left
  }
}
