import { isIPv6 } from "node:net";

/** A host name, an IPv4 address, or an IPv6 address in brackets; perhaps a port. */
const TARGET = /^(\[[0-9a-fA-F:.]+\]|[\w.-]+)(?::(\d+))?$/;

/** What is wrong with a target, as the predicate of a sentence; help where more can be said than the form. */
interface TargetProblem {
  readonly problem: string;
  readonly help: string | undefined;
}

/** A target as `host:port`, with the server's port where it names none; or what is wrong with it. */
export function targetOf(text: string, serverPort: number | undefined): string | TargetProblem {
  const parts = TARGET.exec(text);
  if (parts === null) return { problem: problemOf(text), help: helpFor(text) };
  const [, host = "", port] = parts;
  if (/^\d+$/.test(host)) return { problem: "has a number for a host", help: undefined };
  if (host.startsWith("[") && !isIPv6(host.slice(1, -1))) {
    return { problem: `has the host \`${host}\`, which is no IPv6 address`, help: undefined };
  }
  if (port === undefined && serverPort === undefined) {
    return { problem: "has no port, and neither has `server.address`", help: `Write \`${host}:port\`.` };
  }
  if (port === undefined) return `${host}:${serverPort}`;
  if (Number(port) >= 1 && Number(port) <= 65_535) return `${host}:${Number(port)}`;
  return { problem: `has the port ${port}, not one from 1 to 65535`, help: undefined };
}

function problemOf(text: string): string {
  if (text.includes("://")) return "has a scheme";
  if (text.includes("/")) return "has a path";
  if (/^:\d*$/.test(text)) return "has no host";
  if (isIPv6(text)) return "is an IPv6 address without brackets";
  return "is not of the form of a target";
}

function helpFor(text: string): string | undefined {
  if (isIPv6(text)) return `Write \`[${text}]\`.`;
  if (!text.includes("/")) return undefined;
  const [authority = ""] = text.replace(/^[^/]*:\/\//, "").split("/");
  if (!TARGET.test(authority)) return undefined;
  return `Write \`${authority}\`; the path is that of \`server.address\`.`;
}
