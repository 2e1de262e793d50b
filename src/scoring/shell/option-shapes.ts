import type { OptionShape } from "./options.js";

const CURL: OptionShape = {
  values: "AbcCdDeEFhHKmoPQrTtuUwxXyYz",
  longValues: ["data", "data-raw", "data-binary", "data-urlencode", "data-ascii", "json", "form", "form-string", "header", "output", "request", "user", "user-agent", "upload-file", "proxy", "cookie", "cookie-jar", "cacert", "cert", "key", "max-time", "connect-timeout", "retry", "retry-delay", "retry-max-time", "referer", "range", "resolve", "write-out", "url", "config", "limit-rate", "max-redirs", "interface", "dns-servers", "socks5", "socks5-hostname", "proxy-user", "unix-socket", "output-dir", "create-file-mode", "oauth2-bearer", "aws-sigv4", "variable", "ciphers", "tls-max", "max-filesize", "noproxy", "preproxy", "doh-url", "expect100-timeout", "speed-limit", "speed-time", "stderr", "trace", "trace-ascii", "time-cond", "ca-path", "capath", "hsts", "alt-svc", "cert-type", "key-type", "pass", "pinnedpubkey", "mail-from", "mail-rcpt", "local-port", "keepalive-time", "happy-eyeballs-timeout-ms"],
};
const WGET: OptionShape = {
  values: "OPeaoiQTtUwDAIRXlB",
  longValues: ["output-document", "directory-prefix", "post-data", "post-file", "body-data", "body-file", "method", "header", "user-agent", "output-file", "input-file", "user", "password", "timeout", "tries", "use-askpass"],
};
const COPY: OptionShape = { values: "PiFcloSJTeBfM", longValues: ["rsh", "exclude", "include", "files-from", "port", "password-file", "log-file", "filter", "bwlimit", "info", "chmod", "rsync-path", "backup-dir"] };
const RSYNC: OptionShape = { ...COPY, values: "efTBM@" };
const TAR: OptionShape = { values: "fCXTIbVKNFLg", longValues: ["file", "directory", "exclude", "exclude-from", "files-from"] };
const TRANSFER: OptionShape = { values: "tSmgo", longValues: ["target-directory", "suffix", "mode", "owner", "group", "backup"] };
const POSTGRES: OptionShape = { values: "cdfFhLopPRTUv", longValues: ["command", "dbname", "file", "field-separator", "host", "log-file", "output", "port", "pset", "record-separator", "table-attr", "username", "set", "variable"] };
const MYSQL: OptionShape = { values: "DehPSu", attached: "p", longValues: ["database", "execute", "host", "port", "socket", "user", "default-character-set", "delimiter"] };
const REDIS: OptionShape = { values: "abdDhinprstuxX", longValues: ["user", "pass", "cacert", "cert", "key", "pattern"] };

/** Options with values of programs that are given theirs in bundles, by program. Sources: manual pages. */
const SHAPES: ReadonlyMap<string, OptionShape> = new Map<string, OptionShape>([
  ["curl", CURL], ["curlie", CURL], ["wget", WGET], ["wget2", WGET],
  ["rsync", RSYNC], ["scp", { ...COPY, values: "cDFiJloPSX" }], ["sftp", { ...COPY, values: "BbcDFiJloPRSsX" }], ["rcp", COPY], ["croc", COPY], ["pscp", COPY],
  ["tar", TAR], ["gtar", TAR], ["bsdtar", TAR],
  ["cp", { ...TRANSFER, values: "tS" }], ["mv", { ...TRANSFER, values: "tS" }], ["ln", { ...TRANSFER, values: "tS" }], ["install", TRANSFER], ["gcp", TRANSFER], ["gmv", TRANSFER], ["ginstall", TRANSFER], ["ditto", {}],
  ["truncate", { values: "sr", longValues: ["size", "reference"] }],
  ["psql", POSTGRES], ["pgcli", POSTGRES], ["mysql", MYSQL], ["mariadb", MYSQL], ["mysqladmin", MYSQL], ["redis-cli", REDIS], ["valkey-cli", REDIS], ["keydb-cli", REDIS],
  ["ssh", { values: "BbcDEeFIiJLlmOopQRSWwP" }], ["git", { values: "CcbBmFo" }],
]);

const UNKNOWN_SHAPE: OptionShape = {};

/** Which options of a program take a value, as far as it is known; the same object for every program that is not. */
export function shapeOf(program: string): OptionShape {
  return SHAPES.get(program) ?? UNKNOWN_SHAPE;
}
