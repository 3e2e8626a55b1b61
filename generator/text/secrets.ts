/**
 * Replaces private keys and hashes of passwords by asterisks, of the same length, so that places in the text stay what
 * they are. Messages and code frames quote files, and a folder of rules may also have a web configuration.
 */
export function maskSecrets(text: string): string {
  const masked = text.includes(KEY_BEGIN) ? maskKeys(text) : text;
  return masked.replace(PASSWORD_HASH, asterisks).replace(ENCODED_KEY, asterisks);
}

/** As crypt writes it (bcrypt, SHA, MD5, yescrypt), and Argon2 and scrypt alike: `$2y$10$…`, `$argon2id$v=19$…`. */
const PASSWORD_HASH = /\$(?:[1-7]|2[abxy]|apr1|y|gy|argon2i?d?|scrypt|pbkdf2[\w-]*)\$[\w./=,+$-]{16,}/g;

/** In base64, as in a Secret of Kubernetes: `-----BEGIN`. */
const ENCODED_KEY = /LS0tLS1CRUdJT[\w+/]+/g;

const KEY_BEGIN = "-----BEGIN ";
const KEY_END = "-----END ";

/** Certificates are public; what else stands in PEM is masked to its end, or to that of the text. */
function maskKeys(text: string): string {
  let masked = "";
  let at = 0;
  for (let begin = text.indexOf(KEY_BEGIN); begin !== -1; begin = text.indexOf(KEY_BEGIN, at)) {
    const label = /^[A-Z0-9 ]{0,40}/.exec(text.slice(begin + KEY_BEGIN.length))?.[0] ?? "";
    const start = begin + KEY_BEGIN.length + label.length;
    const end = text.indexOf(KEY_END, start);
    const to = end === -1 ? text.length : end;
    const inside = text.slice(start, to);
    masked += text.slice(at, start) + (label.includes("KEY") ? inside.replace(/[^\s-]/g, "*") : inside);
    at = to;
  }
  return masked + text.slice(at);
}

function asterisks(secret: string): string {
  return "*".repeat(secret.length);
}
