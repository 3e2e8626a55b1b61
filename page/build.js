// Builds the page: one script and one style sheet, as strings in a module of the compiled runtime. The server finds a
// module wherever it is installed or bundled. The same sources give the same bytes.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

/** The module that the server imports, in both formats; its declaration lies beside the server's sources. */
const ASSETS_MODULES = {
  "../runtime/dist/server/page/page-assets.js": "export const assets",
  "../runtime/dist/commonjs/server/page/page-assets.js": "exports.assets",
};

const bundle = await rolldown({
  input: fromHere("main.ts"),
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
for (const [path, exported] of Object.entries(ASSETS_MODULES)) {
  await mkdir(dirname(fromHere(path)), { recursive: true });
  await writeFile(fromHere(path), `${exported} = ${JSON.stringify(assets, undefined, 1)};\n`);
}

function fromHere(/** @type {string} */ path) {
  return fileURLToPath(new URL(path, import.meta.url));
}

function read(/** @type {string} */ path) {
  return readFile(fromHere(path), "utf8");
}
