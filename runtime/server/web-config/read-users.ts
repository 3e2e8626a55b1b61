import { quoted } from "../../family/quoted.js";
import type { Faults } from "../yaml/faults.js";
import type { YamlNode } from "../yaml/yaml-tree.js";
import { readEntries, readText } from "./read-value.js";

const SECTION = "basic_auth_users";

/** A cost of 4 to 31, a salt of 22 and a digest of 31 characters; `$2y$` is what htpasswd writes. */
const BCRYPT = /^\$2[aby]\$(?:0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}$/;

/** Reads `basic_auth_users`: bcrypt hashes by the names of users. No message quotes a hash. */
export function readUsers(node: YamlNode | undefined, faults: Faults): ReadonlyMap<string, string> {
  const users = new Map<string, string>();
  for (const { key, value } of readEntries(node, { name: SECTION, faults })) {
    const name = `the password of user ${quoted(key.text)} in ${SECTION}`;
    const hash = value.kind === "nothing" ? "" : readText(value, { name, faults });
    if (key.text.includes(":")) {
      faults.add(key.at, `the user ${quoted(key.text)} has a colon, which no name can have; remove it`);
    }
    if (hash === undefined) continue;
    if (!BCRYPT.test(hash)) {
      const advice = "write what htpasswd -nBC 10 USER prints after the colon";
      faults.add(value.at, `${name} is not a bcrypt hash; ${advice}`);
      continue;
    }
    users.set(key.text, hash);
  }
  return users;
}
