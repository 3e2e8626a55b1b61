/** What the browser loads, by file name; written by `page/build.js` from the sources in `page/`. */
export const assets: Readonly<Record<"index.html" | "style.css" | "app.js" | "icon.svg", string>>;
