import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

// Builds the page into the runtime's compiled files: one script, one style sheet, all as strings in a module,
// so that the server finds them wherever it is installed or bundled. The same sources give the same bytes.

const own = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const read = (/** @type {string} */ path) => readFile(own(path), "utf8");
const MODULE = own("../runtime/dist/server/page/page-assets.js");

const bundle = await rolldown({
  input: own("main.ts"),
  platform: "browser",
  resolve: { extensionAlias: { ".js": [".ts", ".js"] } },
});
const [{ code }] = (await bundle.generate({ format: "esm", minify: true })).output;
await bundle.close();

const notice = (await read("../runtime/NOTICE")).trim();
const comment = `/*!\n${notice}\n*/\n`;
const assets = {
  "index.html": await read("index.html"),
  "style.css": comment + (await read("../node_modules/uplot/dist/uPlot.min.css")) + (await read("style.css")),
  "app.js": comment + code,
  "icon.svg": await read("icon.svg"),
};
await mkdir(dirname(MODULE), { recursive: true });
await writeFile(MODULE, `export const assets = ${JSON.stringify(assets, undefined, 1)};\n`);
