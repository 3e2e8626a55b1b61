// Fetches what the end-to-end tests need, and Debian packages that are named besides:
//   tsc -p test/prometheus && node test/dist/fetch.js [PACKAGE…]
import { debianPackages } from "./debian-packages.js";
import { prometheusPrograms } from "./prometheus-programs.js";

try {
  const { prometheus, promtool } = await prometheusPrograms();
  console.log(`prometheus: ${prometheus}\npromtool: ${promtool}`);
  const names = process.argv.slice(2);
  const folders = await debianPackages(names);
  for (const [position, name] of names.entries()) console.log(`${name}: ${folders[position]}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
