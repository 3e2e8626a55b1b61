import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { downloadPackages, isInstalled, neededPackages } from "./apt.js";

const { PATH: pathBefore = "" } = process.env;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "metricsmith-apt-"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** Puts a shell script in the place of apt-get, which first notes what it was asked for. */
async function pretendApt(script: string): Promise<() => Promise<readonly string[]>> {
  const note = join(folder, "asked");
  await writeFile(join(folder, "apt-get"), `#!/bin/sh\necho "$*" >> '${note}'\n${script}\n`, { mode: 0o755 });
  vi.stubEnv("PATH", `${folder}${delimiter}${pathBefore}`);
  return async () => (await readFile(note, "utf8")).trim().split("\n");
}

const LAST_ARGUMENT = 'for last; do :; done; touch "$last.deb"';

describe("downloadPackages", () => {
  test("takes the machine's package lists where they do", async () => {
    const asked = await pretendApt(LAST_ARGUMENT);
    await downloadPackages(["prometheus"], folder);
    expect(await asked()).toEqual([expect.stringMatching(/ download prometheus$/)]);
    expect(await readdir(folder)).toContain("prometheus.deb");
  });

  test("makes package lists of its own where they do not", async () => {
    const asked = await pretendApt(`case "$*" in *Dir::State*) ${LAST_ARGUMENT};; *) exit 100;; esac`);
    await downloadPackages(["prometheus"], folder);
    expect(await asked()).toEqual([
      expect.not.stringContaining("Dir::State::Lists"),
      expect.stringMatching(/Dir::State::Lists=\S+ .*Dir::Cache=\S+ update$/),
      expect.stringMatching(/Dir::State::Lists=\S+ .*Dir::Cache=\S+ download prometheus$/),
    ]);
  });

  test("says what apt-get said, and what else there is, where nothing helps", async () => {
    await pretendApt('echo "E: no route" >&2; exit 100');
    const message = /prometheus: cannot be downloaded[\s\S]*TEST_PROMETHEUS_DIR[\s\S]*E: no route/;
    await expect(downloadPackages(["prometheus"], folder)).rejects.toThrow(message);
  });

  test("says that there is no apt-get where there is none", async () => {
    vi.stubEnv("PATH", folder);
    const message = /no apt-get here[\s\S]*TEST_PROMETHEUS_DIR/;
    await expect(downloadPackages(["prometheus"], folder)).rejects.toThrow(message);
  });
});

describe("neededPackages", () => {
  test("names the package and what an installation would bring along, and installs nothing", async () => {
    const asked = await pretendApt(
      'echo "Inst libx (1 Debian [amd64])"; echo "Inst browser (2)"; echo "Conf libx (1)"',
    );
    expect(await neededPackages("browser", folder)).toEqual(["libx", "browser"]);
    expect(await asked()).toEqual([
      expect.stringMatching(/ --simulate .*install browser$/),
      expect.stringMatching(/ Dir::State::status=\/dev\/null --simulate .*install browser$/),
    ]);
  });

  test("names packages of the same source that are installed, and no other that is installed", async () => {
    const all = 'echo "Inst libc (9)"; echo "Inst browser-data (2)"; echo "Inst browser (2)"';
    await pretendApt(`case "$*" in *status=/dev/null*) ${all};; *) echo "Inst browser [1] (2)";; esac`);
    expect(await neededPackages("browser", folder)).toEqual(["browser", "browser-data"]);
  });

  test("names a package that is installed", async () => {
    await pretendApt("true");
    expect(await neededPackages("browser", folder)).toEqual(["browser"]);
  });
});

test("isInstalled tells installed packages from those that are unknown or removed", async () => {
  const script =
    'case "$2" in here) echo "Status: install ok installed";; removed) echo "Status: deinstall ok config-files";; *) exit 1;; esac';
  await writeFile(join(folder, "dpkg-query"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  vi.stubEnv("PATH", `${folder}${delimiter}${pathBefore}`);
  expect(await Promise.all(["here", "removed", "unknown"].map(isInstalled))).toEqual([true, false, false]);
});
