import { UNKNOWN, type Invocation } from "../shell/invocation.js";
import { shapeOf } from "../shell/option-shapes.js";
import { operands, optionValues } from "../shell/options.js";
import { classifyUrl, type UrlTarget } from "../urls/classify.js";

/** Where a program connects to. */
export interface Connection {
  readonly host: string;
  readonly port: string | undefined;
  /** The URL, where the program was given one. */
  readonly url: string | undefined;
  readonly class: UrlTarget["class"];
}

/** Schemes, and programs that have one port. */
const PORTS: Readonly<Record<string, string>> = {
  http: "80", https: "443", ftp: "21", ssh: "22", git: "9418", ws: "80", wss: "443", ldap: "389", smb: "445", redis: "6379", mysql: "3306", postgres: "5432", postgresql: "5432", sftp: "22", telnet: "23", mongodb: "27017", amqp: "5672",
  scp: "22", rsync: "22", "ssh-copy-id": "22", sshfs: "22", psql: "5432", pg_dump: "5432", pg_restore: "5432", mariadb: "3306", mysqldump: "3306", "redis-cli": "6379", mongosh: "27017", mongo: "27017", mail: "25", mailx: "25", sendmail: "25", swaks: "25",
};
/** Programs that take a bare host for a page's: `curl example.org`. */
const WEB_CLIENTS: ReadonlySet<string> = new Set(["curl", "curlie", "wget", "wget2", "http", "https", "xh", "lynx", "w3m", "links", "elinks", "ab"]);
/** Programs whose addresses the built-in rules do not follow, and that connect to what they are given. */
const CLIENTS: ReadonlySet<string> = new Set(["git", "svn", "hg", "pip", "pip3", "uv", "npm", "npx", "pnpm", "yarn", "bun", "go", "cargo", "gem", "helm", "websocat", "ftp", "lftp", "yt-dlp", "psql", "pg_dump", "pg_restore", "mongosh", "mongo", "redis-cli"]);
const DATABASES: ReadonlySet<string> = new Set(["psql", "pg_dump", "pg_restore", "mysql", "mysqldump", "mariadb", "mongosh", "mongo", "redis-cli"]);
const SHELLS: ReadonlySet<string> = new Set(["ssh", "sftp", "slogin", "autossh", "mosh", "ssh-copy-id", "sshfs"]);
/** What git does over the network. */
const GIT_VERBS: ReadonlySet<string> = new Set(["clone", "fetch", "pull", "push", "ls-remote", "submodule"]);
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
/** `user@host:path`, as git takes it. */
const HOST_AND_PATH = /^(?:[\w.-]+@)?((?:[\w-]+\.)+[\w-]+):(?!\/\/)/;

/**
 * The connection of an address that a program was given: a bare host is no URL, but for a client of the web, and its port is the one that stands beside it
 * or, where there is none, the program's own.
 *
 * @param subject the address as it was written
 */
export function connectionOf({ host, scheme, url, class: kind }: UrlTarget, subject: string, invocation: Invocation): Connection | null {
  if (host.replaceAll(UNKNOWN, "") === "") return null;
  const isUrl = SCHEME.test(subject) || WEB_CLIENTS.has(invocation.program);
  const port = portOf(url) ?? (isUrl ? PORTS[scheme] : portBeside(invocation, host) ?? PORTS[invocation.program]);
  return { host, port, url: isUrl ? url : undefined, class: kind };
}

/** Connections of programs that the built-in rules have nothing to say of: ssh, git, clients of packages and databases. */
export function furtherConnections(invocation: Invocation): Connection[] {
  const { program, args } = invocation;
  if (SHELLS.has(program)) {
    const destination = operands(args, shapeOf("ssh"))[0];
    return destination === undefined ? [] : connectionTo(SCHEME.test(destination) ? destination : `ssh://${destination.replace(/^.*@|:.*$/g, "")}`, invocation, SCHEME.test(destination));
  }
  if (program === "git" && !args.some((arg) => GIT_VERBS.has(arg))) return [];
  const byUrl = CLIENTS.has(program) ? args.map((arg) => arg.replace(/^--[\w-]+=/, "")).filter((arg) => SCHEME.test(arg)).flatMap((arg) => connectionTo(arg, invocation, true)) : [];
  const byPath = program === "git" ? args.flatMap((arg) => HOST_AND_PATH.exec(arg)?.[1] ?? []).flatMap((host) => connectionTo(`ssh://${host}`, invocation, false)) : [];
  const byOption = DATABASES.has(program) ? optionValues(args, "-h", "--host").flatMap((host) => connectionTo(`${program}://${host}`, invocation, false)) : [];
  return [...byUrl, ...byPath, ...byOption];
}

function connectionTo(address: string, invocation: Invocation, isUrl: boolean): Connection[] {
  const target = classifyUrl(address);
  if (target === null || target.host.replaceAll(UNKNOWN, "") === "" || target.scheme === "file") return [];
  const port = portOf(target.url) ?? (isUrl ? undefined : portBeside(invocation, target.host)) ?? PORTS[target.scheme];
  return [{ host: target.host, port, url: isUrl ? target.url : undefined, class: target.class }];
}

function portOf(url: string): string | undefined {
  return /^[a-z][\w+.-]*:\/\/(?:[^/?#@]*@)?(?:\[[^\]]*\]|[^/?#:]*):(\d{1,5})/i.exec(url)?.[1];
}

/** Options that name a port. */
const PORT_OPTIONS: Readonly<Record<string, string>> = { ssh: "-p", slogin: "-p", autossh: "-p", "ssh-copy-id": "-p", scp: "-P", sftp: "-P", psql: "-p", pg_dump: "-p", pg_restore: "-p", "redis-cli": "-p", mysql: "-P", mysqldump: "-P", mariadb: "-P" };

/** The port of `nc host 4444`, `TCP:host:4444`, `/dev/tcp/host/4444` and of an option. */
function portBeside({ program, args, redirects }: Invocation, host: string): string | undefined {
  const option = PORT_OPTIONS[program];
  const named = option === undefined ? undefined : optionValues(args, option, "--port")[0];
  if (named !== undefined && /^\d{1,5}$/.test(named)) return named;
  const at = args.findIndex((arg) => arg.toLowerCase() === host);
  const next = at === -1 ? undefined : args[at + 1];
  if (next !== undefined && /^\d{1,5}$/.test(next)) return next;
  for (const arg of args) {
    const place = arg.toLowerCase().lastIndexOf(`${host}:`);
    const port = place === -1 || /[\w.-]/.test(arg.charAt(place - 1)) ? undefined : /^\d{1,5}(?=$|[,;])/.exec(arg.slice(place + host.length + 1))?.[0];
    if (port !== undefined) return port;
  }
  const socket = redirects.map(({ target }) => /^\/dev\/(?:tcp|udp)\/([^/]+)\/(\d{1,5})$/.exec(target)).find((match) => match?.[1]?.toLowerCase() === host);
  return socket?.[2];
}
