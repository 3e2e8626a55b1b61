import { execFile, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { blocksOf, type CodeBlock, ROOT } from "../support/documents.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const MINUTES = 60_000;
const execute = promisify(execFile);

/** The commands of the README's section about a project of one's own, block by block. */
function commandBlocks(): readonly CodeBlock[] {
  const blocks = blocksOf("README.md");
  const first = blocks.findIndex(({ text }) => text.includes("npm run tarballs"));
  return blocks.slice(first).filter(({ language }) => language === "sh");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { readonly port: number }; // of a TCP server that listens
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test(
  "who follows the README in an empty folder has a program that serves its metrics",
  async () => {
    const [tarballs, install, run, look, ...others] = commandBlocks().map(({ text }) => text);
    expect(others).toEqual([]);
    const beside = temporaryFolder();
    const cwd = join(beside, "shop");
    mkdirSync(cwd);
    for (const { name, text } of blocksOf("README.md")) {
      if (name.startsWith("shop/")) writeFileSync(join(beside, name), text);
    }
    const port = await freePort();
    const address = `tcp://127.0.0.1:${port}/metrics`;
    const env = { ...process.env, npm_config_prefer_offline: "true", METRICSMITH_ADDRESS: address };
    const bash = async (script = "", folder = cwd) =>
      (await execute("bash", ["-ec", script], { cwd: folder, env })).stdout;

    await bash(tarballs?.replace("npm ci && ", ""), ROOT);
    await bash(`cp *.tgz ${beside}`, join(ROOT, "dist"));
    await bash(install);
    const commands = run?.trim().split("\n") ?? [];
    await bash(commands.slice(0, -1).join("\n"));
    const program = spawn("bash", ["-c", `exec ${commands.at(-1)}`], { cwd, env });
    try {
      await new Promise((resolve) => program.stdout.once("data", resolve));
      expect(await bash(look?.replace("localhost:9959", `127.0.0.1:${port}`))).toBe(
        'shop_orders_total{payment="card"} 1\n',
      );
    } finally {
      program.kill();
    }
  },
  5 * MINUTES,
);
