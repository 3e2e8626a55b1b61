import type { Address } from "../../../runtime/address.js";

const NOTHING: Address = {
  network: "tcp",
  host: "",
  port: 9959,
  socket: undefined,
  fd: undefined,
  umask: undefined,
  path: "/metrics",
};

const tcp = (parts: Partial<Address>) => ({ ...NOTHING, ...parts });
const unix = (socket: string, parts: Partial<Address> = {}) => ({
  ...NOTHING,
  ...{ network: "unix", host: undefined, port: undefined, socket, path: "/", ...parts },
});
const fd = (number: number, parts: Partial<Address> = {}) => ({
  ...NOTHING,
  ...{ network: "fd", host: undefined, port: undefined, fd: number, path: "/", ...parts },
});

/** Every rule of Authelia's syntax, and what it reads. */
export const ADDRESSES = [
  ["nothing", { given: "", want: NOTHING }],
  ["its own default", { given: "tcp://:9959/metrics", want: NOTHING }],

  // schemes
  ["the scheme alone", { given: "tcp://", want: NOTHING }],
  ["tcp4", { given: "tcp4://", want: tcp({ network: "tcp4" }) }],
  ["tcp6", { given: "tcp6://", want: tcp({ network: "tcp6" }) }],
  ["a scheme in capitals", { given: "TCP://127.0.0.1:80", want: tcp({ host: "127.0.0.1", port: 80 }) }],
  ["another in capitals", { given: "Unix:///run/x.sock", want: unix("/run/x.sock") }],
  ["no scheme, as TCP", { given: "127.0.0.1:80/x", want: tcp({ host: "127.0.0.1", port: 80, path: "/x" }) }],
  ["no scheme nor host", { given: ":80", want: tcp({ port: 80 }) }],
  ["no scheme, only an IPv6 address", { given: "[::1]", want: tcp({ host: "::1" }) }],
  ["no scheme, only a name with a dot", { given: "portal.example", want: tcp({ host: "portal.example" }) }],
  ["no scheme, only localhost", { given: "localhost", want: tcp({ host: "localhost" }) }],
  ["no scheme and an absolute path, as a Unix socket", { given: "/run/x.sock", want: unix("/run/x.sock") }],
  [
    "the same with a query",
    { given: "/run/x.sock?umask=0117&path=m", want: unix("/run/x.sock", { umask: 0o117, path: "/m" }) },
  ],

  // TCP: ports, hosts, paths
  ["a port", { given: "tcp://:9100", want: tcp({ port: 9100 }) }],
  ["the highest port", { given: ":65535", want: tcp({ port: 65_535 }) }],
  ["port 0, as if it were missing", { given: "tcp://:0/metrics", want: NOTHING }],
  ["an empty port", { given: "tcp://portal:/x", want: tcp({ host: "portal", path: "/x" }) }],
  ["a name", { given: "tcp://portal", want: tcp({ host: "portal" }) }],
  ["a name with a dot at its end", { given: "tcp://portal.:80", want: tcp({ host: "portal.", port: 80 }) }],
  [
    "a path with two slashes",
    { given: "portal:80//x", want: tcp({ host: "portal", port: 80, path: "//x" }) },
  ],
  ["a name in another script", { given: "tcp://münchen.example", want: tcp({ host: "münchen.example" }) }],
  ["a name with an underscore", { given: "tcp://my_host:80", want: tcp({ host: "my_host", port: 80 }) }],
  ["all of IPv4", { given: "tcp://0.0.0.0:80", want: tcp({ host: "0.0.0.0", port: 80 }) }],
  ["all of IPv6", { given: "tcp://[::]:80", want: tcp({ host: "::", port: 80 }) }],
  ["IPv6", { given: "tcp6://[::1]:80/x", want: tcp({ network: "tcp6", host: "::1", port: 80, path: "/x" }) }],
  ["IPv6 with a zone", { given: "tcp://[fe80::1%25eth0]:80", want: tcp({ host: "fe80::1%eth0", port: 80 }) }],
  ["IPv4", { given: "tcp4://127.0.0.1", want: tcp({ network: "tcp4", host: "127.0.0.1" }) }],
  ["a name of one family", { given: "tcp4://localhost", want: tcp({ network: "tcp4", host: "localhost" }) }],
  ["the path /, which is not dropped", { given: "tcp://:80/", want: tcp({ port: 80, path: "/" }) }],
  ["a path of several segments", { given: "tcp://:80/a/b", want: tcp({ port: 80, path: "/a/b" }) }],
  ["a path with escapes", { given: "tcp://:80/a%20b%2Fc%C3%BC", want: tcp({ port: 80, path: "/a b/cü" }) }],
  ["a path with @ and :", { given: "tcp://:80/a@b:c", want: tcp({ port: 80, path: "/a@b:c" }) }],
  ["a path with +", { given: "tcp://:80/a+b", want: tcp({ port: 80, path: "/a+b" }) }],

  // Unix sockets
  ["a socket, which serves /", { given: "unix:///run/x.sock", want: unix("/run/x.sock") }],
  ["a socket with escapes", { given: "unix:///run/a%20b%3F.sock", want: unix("/run/a b?.sock") }],
  ["a socket with @ and :", { given: "unix:///run/a@b:c", want: unix("/run/a@b:c") }],
  ["a served path", { given: "unix:///x?path=metrics", want: unix("/x", { path: "/metrics" }) }],
  ["a served path of two segments", { given: "unix:///x?path=a/b", want: unix("/x", { path: "/a/b" }) }],
  ["the same, escaped", { given: "unix:///x?path=a%2Fb%26%2B", want: unix("/x", { path: "/a/b&+" }) }],
  ["+ in a query, which is a space", { given: "unix:///x?path=a+b", want: unix("/x", { path: "/a b" }) }],
  ["an empty served path", { given: "unix:///x?path=", want: unix("/x") }],
  ["an empty query", { given: "unix:///x?", want: unix("/x") }],
  ["a umask of 3 digits", { given: "unix:///x?umask=117", want: unix("/x", { umask: 0o117 }) }],
  ["a umask of 4 digits", { given: "unix:///x?umask=0022", want: unix("/x", { umask: 0o022 }) }],
  ["a umask of 0", { given: "unix:///x?umask=000", want: unix("/x", { umask: 0 }) }],
  [
    "both, in either order",
    { given: "unix:///x?path=m&umask=0077", want: unix("/x", { umask: 0o077, path: "/m" }) },
  ],
  ["an abstract socket", { given: "unix://@name", want: unix("@name") }],
  ["one with a path", { given: "unix://@name?path=metrics", want: unix("@name", { path: "/metrics" }) }],
  ["one with slashes", { given: "unix://@a/b%20", want: unix("@a/b ") }],
  ["a file whose name begins with @", { given: "unix:///@name", want: unix("/@name") }],

  // descriptors
  ["a descriptor, which serves /", { given: "fd://3", want: fd(3) }],
  ["a descriptor with a path", { given: "fd://3?path=metrics", want: fd(3, { path: "/metrics" }) }],
  ["a descriptor with a umask", { given: "fd://10?umask=0117", want: fd(10, { umask: 0o117 }) }],
] as const;

/** Addresses that Authelia refuses, and others that should be refused, with the problem and the hint. */
export const REFUSED = [
  // schemes
  [
    "another scheme",
    { given: "http://:9959", want: 'has the scheme "http", and only tcp, tcp4, tcp6, unix' },
  ],
  ["udp", { given: "udp://:9959", want: 'has the scheme "udp", and' }],
  ["no scheme before //", { given: "://:9959", want: 'has the scheme "", and' }],
  ["tcp without //", { given: "tcp:localhost", want: "has no // after tcp:; write as in tcp://:9959" }],
  [
    "unix without //",
    { given: "unix:/run/x.sock", want: "has no // after unix:; write as in unix:///run/app.sock" },
  ],
  ["tcp without the colon", { given: "tcp//x:1", want: "has no : after tcp; write tcp://x:1" }],
  [
    "unix without the colon",
    { given: "unix//run/x.sock", want: "has no : after unix; write as in unix:///run" },
  ],
  ["tcp with one slash", { given: "tcp:/x:1", want: "has no // after tcp:; write as in tcp://:9959" }],
  ["tcp with four slashes", { given: "tcp:////x:1", want: 'has "//x:1" in the place of a host; write' }],
  [
    "slashes behind a word",
    { given: "portal//x:1", want: 'has the host "portal//x:1", and a host has no slashes; write tcp://host' },
  ],
  ["another scheme with one slash", { given: "http:/x", want: "has no port after http:; write tcp://host" }],
  ["fd without //", { given: "FD:3", want: "has no // after FD:; write as in fd://3" }],

  // what could be anything
  [
    "a port alone",
    { given: "9959", want: "could be a host, a port or a path; write tcp://:9959 for a port" },
  ],
  [
    "a word alone",
    {
      given: "metrics",
      want: "could be a host, a port or a path; write tcp://metrics for a host, tcp://:9959/metrics for a path",
    },
  ],
  [
    "a number for a host",
    { given: "tcp://9959", want: "has the number 9959 for a host; for a port, write tcp://:9959" },
  ],
  ["the same with a path", { given: "9959/metrics", want: "has the number 9959 for a host" }],
  [
    "@name without a scheme",
    { given: "@name", want: "has no scheme; for an abstract socket, write unix://@name" },
  ],

  // TCP
  [
    "a port over 65535",
    { given: ":65536", want: 'has the port "65536", not a whole number from 0 to 65535; write' },
  ],
  ["a port that is not a number", { given: "tcp://x:http", want: 'has the port "http", not a whole number' }],
  ["a negative port", { given: "tcp://x:-1", want: 'has the port "-1", not a whole number' }],
  ["a port with an exponent", { given: "tcp://x:1e3", want: 'has the port "1e3", not a whole number' }],
  [
    "IPv6 without brackets",
    {
      given: "::1",
      want: "has an IPv6 address without brackets, or more than one port; write as in tcp://[::1]:9959",
    },
  ],
  ["the same with a port", { given: "tcp://fe80::1:9959", want: "has an IPv6 address without brackets" }],
  [
    "the same, ending in letters",
    { given: "tcp6://fe80::abcd", want: "has an IPv6 address without brackets" },
  ],
  [
    "two ports",
    { given: "tcp://x:80:81", want: "has an IPv6 address without brackets, or more than one port" },
  ],
  [
    "a name in brackets",
    { given: "tcp://[portal]:80", want: "has brackets without an IPv6 address in them" },
  ],
  ["IPv4 in brackets", { given: "tcp://[127.0.0.1]", want: "has brackets without an IPv6 address in them" }],
  [
    "an invalid IPv6 address",
    { given: "tcp://[::::]:1", want: "has brackets without an IPv6 address in them" },
  ],
  ["an open bracket", { given: "tcp://[::1", want: "has brackets without an IPv6 address in them" }],
  [
    "text behind a bracket",
    { given: "tcp://[::1]x:80", want: "has brackets without an IPv6 address in them" },
  ],
  [
    "IPv6 for tcp4",
    {
      given: "tcp4://[::1]:80",
      want: 'has the host "::1", which is not of tcp4; write tcp://, tcp4:// for IPv4',
    },
  ],
  ["IPv4 for tcp6", { given: "tcp6://127.0.0.1", want: 'has the host "127.0.0.1", which is not of tcp6' }],
  [
    "a host that is a sign",
    {
      given: "tcp://*:80",
      want: 'has the host "*", which is neither a name nor an IP address; for all interfaces, leave the host out',
    },
  ],
  ["a host with a backslash", { given: "tcp://a\\b", want: 'has the host "a\\\\b", which is neither' }],
  ["a host with an empty part", { given: "tcp://a..b:80", want: 'has the host "a..b", which is neither' }],
  ["an IPv4 address out of range", { given: "tcp://256.0.0.1", want: 'has the host "256.0.0.1", which is' }],
  ["an IPv4 address with three parts", { given: "tcp://10.0.1:80", want: 'has the host "10.0.1", which is' }],
  ["a part of 64 characters", { given: `tcp://${"a".repeat(64)}.example`, want: 'has the host "aaa' }],
  ["an escape in a host", { given: "tcp://a%20b", want: 'has the host "a%20b", which is neither' }],
  [
    "a query on TCP",
    { given: "tcp://:80/x?y=1", want: "has a query, which only unix and fd can have; leave out" },
  ],
  ["a umask on TCP", { given: "tcp://:80?umask=0117", want: "has a query, which only unix and fd can have" }],
  ["a fragment", { given: "tcp://:80/x#y", want: "has a fragment; leave out the # and what follows it" }],
  ["user info", { given: "tcp://u:p@x:80", want: "has user info; leave out everything up to the @" }],
  ["user info that is empty", { given: "tcp://@x:80", want: 'has the host "@x"' }],
  [
    "a bad escape",
    {
      given: "tcp://:80/%zz",
      want: "has a path that is not valid percent-encoding; for a percent sign, write %25",
    },
  ],
  ["white space", { given: " :9959", want: "has white space or a control character; in a path, write %20" }],
  ["a line break", { given: "tcp://:80/x\n", want: "has white space or a control character" }],
  ["a NUL", { given: "unix:///x\0y", want: "has white space or a control character" }],
  ["half a surrogate pair", { given: "unix:///x\ud800", want: "has a path that is not valid" }],

  // Unix sockets
  [
    "a host on unix",
    {
      given: "unix://run/x.sock",
      want: 'has the host "run", and a Unix socket has none; for a file, write unix:///run/x.sock, for an abstract socket, unix://@run/x.sock',
    },
  ],
  [
    "no path on unix",
    { given: "unix://", want: "names no socket; write the path of a file, as in unix:///run/app.sock" },
  ],
  ["no path but a query", { given: "unix://?path=metrics", want: "names no socket" }],
  ["a directory on unix", { given: "unix:///run/", want: "names no socket" }],
  ["no name of an abstract socket", { given: "unix://@", want: "names no socket" }],
  ["user info on unix", { given: "unix://u@/run/x.sock", want: "has user info" }],
  ["a fragment on unix", { given: "unix:///run/x.sock#y", want: "has a fragment" }],
  ["a bad escape in a socket", { given: "unix:///%", want: "has a path that is not valid percent-encoding" }],
  [
    "an escaped NUL in a socket",
    { given: "unix:///a%00b", want: "has a %00 in the name of its socket; leave it out" },
  ],
  [
    "a umask of 2 digits",
    {
      given: "unix:///x?umask=22",
      want: 'has the umask "22", not 3 or 4 octal digits; write as in ?umask=0117',
    },
  ],
  ["a umask of 5 digits", { given: "unix:///x?umask=00022", want: 'has the umask "00022", not' }],
  ["a umask that is not octal", { given: "unix:///x?umask=0088", want: 'has the umask "0088", not' }],
  ["an empty umask", { given: "unix:///x?umask=", want: 'has the umask "", not' }],
  ["two umasks", { given: "unix:///x?umask=0117&umask=0022", want: "has two parameters umask; leave one" }],
  [
    "a served path with a slash",
    {
      given: "unix:///x?path=/metrics",
      want: 'has the served path "/metrics", which begins with a slash by itself; write as in ?path=metrics',
    },
  ],
  ["a bad escape in a query", { given: "unix:///x?path=%", want: "has a path that is not valid" }],
  [
    "another parameter",
    {
      given: "unix:///x?mode=0660",
      want: 'has the parameter "mode", and only umask and path are known; leave it out',
    },
  ],

  // descriptors
  [
    "a descriptor that is not a number",
    {
      given: "fd://stdin",
      want: 'has the descriptor "stdin", which is not the number of one; write as in fd://3',
    },
  ],
  ["no descriptor", { given: "fd://", want: 'has the descriptor "", which' }],
  ["a negative descriptor", { given: "fd://-1", want: 'has the descriptor "-1", which' }],
  ["a descriptor with a port", { given: "fd://3:80", want: 'has the descriptor "3:80", which' }],
  [
    "a descriptor beyond an int",
    { given: "fd://2147483648", want: 'has the descriptor "2147483648", which' },
  ],
  [
    "a path behind a descriptor",
    {
      given: "fd://3/metrics",
      want: 'has "/metrics" after the descriptor; for the path of the metrics, write fd://3?path=metrics',
    },
  ],
] as const;
