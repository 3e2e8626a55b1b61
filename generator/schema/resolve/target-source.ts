/** Of paths: https://prometheus.io/docs/prometheus/latest/configuration/configuration/#file_sd_config */
const FILE = /^[^*]*(?:\*[^/]*)?\.(?:json|yml|yaml|JSON|YML|YAML)$/;

/** A path in which every `[` begins a set of characters, of those that https://pkg.go.dev/path/filepath#Match knows. */
const PATTERN = /^(?:[^[\\]|\[\^?(?:[^\][\\/^-](?:-[^\][\\/^-])?)+\])*$/;

/** What is wrong with the path of a file of targets, as the predicate of a sentence. */
export function targetFileProblem(file: string): string | undefined {
  if (/\p{Surrogate}|\0/u.test(file)) return "has a character that no path can have";
  if (!PATTERN.test(file)) return "has a `[` that begins no set of characters, or a backslash";
  if (FILE.test(file)) return undefined;
  if (!/\.(?:json|ya?ml)$/i.test(file)) return "does not end in `.yaml`, `.yml` or `.json`";
  return file.includes("*") ? "has a `*` before its last part" : "has an ending in mixed case";
}

/** With a host as a target has one; Go, which reads it, allows fewer characters than browsers do. */
const URL_FORM = /^https?:\/\/(?:\[[0-9a-fA-F:.]+\]|[\w.-]+)(?::\d+)?(?:[/?#][\x21-\x7E]*)?$/i;

/** What is wrong with the URL of a server that lists targets, as the predicate of a sentence. */
export function targetUrlProblem(url: string): string | undefined {
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\//.exec(url)?.[1];
  if (scheme === undefined) return "has no scheme";
  if (!/^https?$/i.test(scheme)) {
    return `has the scheme \`${scheme}\`, and only \`http\` and \`https\` are known`;
  }
  if (/^[^/]*:\/\/[^/?#]*@/.test(url)) return "has a user, whose password would stand in the generated file";
  if (/%(?![0-9a-fA-F]{2})/.test(url)) return "has a `%` that begins no percent-encoding";
  return URL_FORM.test(url) && URL.canParse(url) ? undefined : "is not of the form of a URL";
}
