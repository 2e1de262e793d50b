import { normalisePath } from "../paths/normalise.js";
import { TAINT, taintOfWords, UNKNOWN } from "../shell/invocation.js";
import { shapeOf } from "../shell/option-shapes.js";
import { hasFlag, operands, optionValues, valuesOf } from "../shell/options.js";
import { classifyUrl } from "../urls/classify.js";
import { onPath, onUrl, pathTarget, plain, taintOf, type Description } from "./action.js";

type Describe = (description: Description) => void;

/** Taint of standard input where the program reads it. */
function inputTaint(description: Description): number {
  return description.invocation.input?.taint ?? TAINT.none;
}

function secrecy(taint: number): string[] {
  const out: string[] = [];
  if (taint & TAINT.secret) out.push("secret");
  if (taint & TAINT.outside) out.push("outside-data");
  if (taint & TAINT.shell) out.push("tied");
  return out;
}

/** Taint of a file that is sent: what the text wrote there, or what the file is. */
function fileTaint(description: Description, path: string): number {
  const target = pathTarget(path, description.invocation, description.surroundings);
  return taintOf(target) | (description.scope.files.get(target.path)?.taint ?? TAINT.none);
}

const curl: Describe = (description) => {
  const { args, taint } = description.invocation;
  const shape = shapeOf("curl");
  const urls = [...operands(args, shape), ...valuesOf(args, shape, "--url")].filter((url) => url !== "");
  const method = valuesOf(args, shape, "-X", "--request")[0]?.toUpperCase();
  const data = [...valuesOf(args, shape, "-d", "--data", "--data-raw", "--data-binary", "--data-urlencode", "--data-ascii", "--json", "-F", "--form")];
  const uploads = valuesOf(args, shape, "-T", "--upload-file");
  // A secret in a header goes to the service that it belongs to; in the address or the data it is sent.
  let sent = taintOfWords(description.invocation, [...urls, ...data]);
  let files = false;
  for (const item of [...data.map((value) => /(?:^|=|;)@([^;]+)/.exec(value)?.[1]), ...uploads]) {
    if (item === undefined) continue;
    if (item === "-" || item === ".") sent |= inputTaint(description);
    else {
      files = true;
      onPath(description, "read", item, ["sent"]);
      sent |= fileTaint(description, item);
    }
  }
  if (data.length > 0 || uploads.length > 0) for (const url of urls) onUrl(description, "send", url, [...secrecy(sent), ...(files ? ["file"] : [])]);
  else if ((taint & TAINT.secret) !== 0) for (const url of urls) onUrl(description, "send", url, (taintOfWords(description.invocation, [url]) & TAINT.secret) !== 0 ? ["secret", "in-url"] : ["secret-header"]);
  const traits = method === undefined ? [] : [method];
  if (hasFlag(args, "-k", "--insecure")) traits.push("insecure");
  for (const url of urls) onUrl(description, "fetch", url, traits);
  const output = valuesOf(args, shape, "-o", "--output")[0] ?? (hasFlag(args, "-O", "--remote-name", "--remote-name-all") ? baseName(urls[0]) : undefined);
  if (output !== undefined && output !== "-") download(description, output, urls[0]);
};

/** A file that came over the network: remembered, so that running it is seen. */
function download(description: Description, output: string, url: string | undefined): void {
  onPath(description, "overwrite", output, ["download"]);
  description.scope.files.set(normalisePath(output, description.invocation.cwd), { text: null, taint: TAINT.network });
  if (url !== undefined && /^(?:http|ftp):\/\//i.test(url)) onUrl(description, "fetch", url, ["to-file", ...placeTrait(output)]);
}

function placeTrait(output: string): string[] {
  return output.startsWith("/") && !output.startsWith("/tmp") ? ["to-outside"] : [];
}

function baseName(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  const path = url.split(/[?#]/)[0]!.replace(/^[a-z]+:\/\/[^/]*\/?/, "");
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name === "" ? "index.html" : name;
}

const wget: Describe = (description) => {
  const { args } = description.invocation;
  const shape = shapeOf("wget");
  const urls = operands(args, shape);
  const posted = valuesOf(args, shape, "--post-file", "--body-file");
  for (const file of posted) onPath(description, "read", file, ["sent"]);
  const data = valuesOf(args, shape, "--post-data", "--body-data");
  if (posted.length > 0 || data.length > 0) {
    const taint = taintOfWords(description.invocation, [...urls, ...data]);
    for (const url of urls) onUrl(description, "send", url, [...secrecy(taint | posted.reduce((sum, file) => sum | fileTaint(description, file), 0)), ...(posted.length > 0 ? ["file"] : [])]);
  }
  for (const url of urls) onUrl(description, "fetch", url, valuesOf(args, shape, "--method").map((method) => method.toUpperCase()));
  const output = valuesOf(args, shape, "-O", "--output-document")[0];
  if (output === "-") return;
  const folder = valuesOf(args, shape, "-P", "--directory-prefix")[0];
  const name = output ?? (folder === undefined ? baseName(urls[0]) : `${folder}/${baseName(urls[0]) ?? ""}`);
  if (name !== undefined) download(description, name, urls[0]);
};

/** Download clients whose first operand is the URL. */
const fetcher = (outputs: readonly string[]): Describe => (description) => {
  const { args } = description.invocation;
  const urls = args.filter((arg) => /^[a-z]+:\/\//i.test(arg));
  for (const url of urls) onUrl(description, "fetch", url, ["uncommon"]);
  const output = optionValues(args, ...outputs)[0] ?? (urls.length > 0 ? baseName(urls[0]) : undefined);
  if (output !== undefined && urls.length > 0) download(description, output, urls[0]);
};

const httpie: Describe = (description) => {
  const { args } = description.invocation;
  const rest = operands(args, { values: "aosp" });
  const method = /^[A-Z]{3,7}$/.test(rest[0] ?? "") ? rest.shift()! : null;
  const url = rest.shift();
  if (url === undefined) return;
  const target = url.startsWith(":") ? `http://localhost${url.startsWith(":/") ? url.slice(1) : url}` : url;
  onUrl(description, "fetch", target, method === null ? [] : [method]);
  const taint = taintOfWords(description.invocation, [url, ...rest.filter((item) => !/^[\w-]+:(?!=)/.test(item))]);
  if (rest.length > 0 || inputTaint(description) !== TAINT.none) onUrl(description, "send", target, [...secrecy(taint | inputTaint(description)), ...(rest.some((item) => item.includes("@")) ? ["file"] : [])]);
};

/** Words of storage clients and containers after which local files are copied away. */
const UPLOADS = /^(?:cp|copy|copyto|sync|mv|move|put|upload|upload-file|upload-batch|mirror)$/;
const LOCAL = /^(?:~?\/|\.{1,2}\/|\.\w)/;

/** `aws s3 cp file s3://x`, `docker cp file web:/`, `az storage blob upload -f file`: local files that go elsewhere. */
const upload: Describe = (description) => {
  const { args } = description.invocation;
  if (!args.slice(0, 4).some((arg) => UPLOADS.test(arg))) return;
  const [first] = args.filter((arg) => LOCAL.test(arg));
  if (first !== undefined) onPath(description, "read", first, ["sent"]);
};

function isLoopback(host: string): boolean {
  return classifyUrl(host)?.class === "loopback";
}

const NETCAT = { values: "pswqiIoOTVXxPmgGeckzUl", longValues: ["exec", "sh-exec", "source-port", "source", "wait", "idle-timeout", "proxy", "proxy-type"] };

const netcat: Describe = (description) => {
  const { args, input, program, redirects } = description.invocation;
  const tied = args.some((arg) => /^-[a-zA-Z]*[ec]$/.test(arg) || /^--(?:sh-)?exec/.test(arg)) ? ["tied"] : [];
  const listens = program !== "rlogin" && hasFlag(args, "-l", "--listen");
  const scans = hasFlag(args, "-z");
  const rest = operands(args, { ...NETCAT, values: listens ? "swqiIoOTVXxPmgGeck" : NETCAT.values.replace("z", "").replace("l", "").replace("k", "").replace("U", "") });
  if (listens) {
    // What arrives and is only printed stays here, and so does what a loopback address takes.
    const passes = redirects.some(({ operator }) => !operator.endsWith("&")) || input !== null || hasFlag(args, "-v");
    if (tied.length === 0 && (!passes || rest.some(isLoopback) || optionValues(args, "-s").some(isLoopback))) return;
    plain(description, "listen", rest.join(" ") || "a port", [...tied, ...(redirects.some((redirect) => redirect.operator === "<") || input !== null ? ["serves"] : [])]);
    return;
  }
  const host = program === "rlogin" ? args.at(-1) : rest[0];
  if (host === undefined) {
    if (tied.length > 0) plain(description, "connect", "an address", tied);
    return;
  }
  // The name that is logged in by goes over the line as it is.
  const sends = input !== null || (program === "rlogin" && args.includes("-l")) || redirects.some((redirect) => redirect.operator === "<");
  onUrl(description, "connect", host, [...tied, ...secrecy(inputTaint(description)), ...(scans ? ["scans"] : []), ...(sends ? ["sends"] : [])]);
};

const socat: Describe = (description) => {
  const text = description.invocation.args.join(" ");
  const tied = /\b(?:exec|system|shell):/i.test(text) ? ["tied"] : [];
  if (/\b(?:tcp|udp|openssl|sctp|ssl)\d?-l(?:isten)?:/i.test(text)) plain(description, "listen", text.slice(0, 120), tied);
  const host = /\b(?:tcp|udp|openssl|sctp|ssl|socks4a?|proxy)\d?(?:-connect)?:([^:,\s]+)/i.exec(text)?.[1];
  if (host !== undefined) onUrl(description, "connect", host, [...tied, ...secrecy(inputTaint(description)), ...(/\bfile:|\bopen:|-u\b/i.test(text) ? ["sends"] : [])]);
};

const rawSocket: Describe = (description) => {
  const [verb, host, tied] = description.invocation.args;
  const traits = tied === undefined ? ["raw"] : ["raw", "tied"];
  if (verb === "listen") plain(description, "listen", "a port", traits);
  else if (host !== undefined) onUrl(description, "connect", host, [...traits, ...secrecy(description.invocation.taint)]);
};

const secureClient: Describe = (description) => {
  const { args } = description.invocation;
  const host = optionValues(args, "-connect", "-host")[0];
  if (args[0] === "s_client" && host !== undefined) onUrl(description, "connect", host.split(":")[0]!, [...secrecy(inputTaint(description)), ...(args.includes("-quiet") ? ["stream"] : [])]);
  if (args[0] === "s_server") plain(description, "listen", "a port", ["serves"]);
};

/** Where the other machine's system lies. */
const SYSTEM_TARGET = /:\/(?:etc|root|bin|sbin|usr(?!\/share\/nginx|\/local)|lib|lib64|boot|dev|proc|var(?!\/www|\/tmp|\/app|\/lib\/\w+\/))?(?:\/|$)/;
/** Places whose files are the task's own. */
const OWN: ReadonlySet<string> = new Set(["project", "project-root", "build-output"]);
const REMOTE = /^(?!\/)(?:[^\s/@]+@)?(?:\[[^\]]+\]|[\w.-]{2,}):/;

/** `scp`, `rsync`, `rclone`: an operand with a host is remote; the last one is where it goes. */
const remoteCopy: Describe = (description) => {
  const { args, program } = description.invocation;
  const files = operands(args, shapeOf(program));
  const target = files.at(-1);
  if (files.length < 2 || target === undefined) return;
  if (REMOTE.test(target) || target.startsWith("rsync://")) {
    let sent = description.invocation.taint;
    let own = true;
    for (const source of files.slice(0, -1)) {
      if (REMOTE.test(source)) continue;
      onPath(description, "read", source, ["sent"]);
      sent |= fileTaint(description, source);
      own &&= OWN.has(pathTarget(source, description.invocation, description.surroundings).place);
    }
    onUrl(description, "send", target.replace(/^rsync:\/\//, "").split(":")[0]!.replace(/^.*@/, ""), ["copies", own ? "own" : "foreign", ...(SYSTEM_TARGET.test(target) ? ["to-system"] : []), program, ...secrecy(sent)]);
    return;
  }
  for (const source of files.slice(0, -1)) if (REMOTE.test(source)) onUrl(description, "fetch", source.split(":")[0]!.replace(/^.*@/, ""), ["copies", program]);
  if (program === "rsync" && args.some((arg) => arg.startsWith("--del")) && !hasFlag(args, "-n", "--dry-run")) onPath(description, "delete", target, ["recursive", "mirrors"]);
  onPath(description, "overwrite", target, ["copies", ...(files.some((file) => REMOTE.test(file)) ? ["download"] : [])]);
  if (files.some((file) => REMOTE.test(file))) description.scope.files.set(normalisePath(target, description.invocation.cwd), { text: null, taint: TAINT.network });
};

const mailer: Describe = (description) => {
  const { args, taint } = description.invocation;
  const files = optionValues(args, "-a", "-A", "--attach");
  for (const file of files) onPath(description, "read", file, ["sent"]);
  const sent = taint | inputTaint(description) | files.reduce((sum, file) => sum | fileTaint(description, file), 0);
  const to = args.find((arg) => arg.includes("@"));
  if (to !== undefined) onUrl(description, "send", to.replace(/^.*@/, ""), ["mail", ...secrecy(sent), ...(files.length > 0 ? ["file"] : [])]);
};

/** Name look-ups carry data out when a part of the name is not constant. */
const lookup: Describe = (description) => {
  const { args, taint } = description.invocation;
  const pattern = description.invocation.program === "ping" && optionValues(args, "-p").some((value) => value.includes(UNKNOWN)) ? args.at(-1) : undefined;
  const name = pattern ?? args.find((arg) => arg.includes(UNKNOWN) && /\.[a-z]{2,}\.?$/i.test(arg));
  const constant = args.find((arg) => /^[A-Za-z0-9+/=_-]{24,}\.[\w.-]+\.[a-z]{2,}$/i.test(arg));
  if (name !== undefined) onUrl(description, "send", name, ["dns", ...secrecy(taint)]);
  else if (constant !== undefined && /\d/.test(constant)) onUrl(description, "send", constant, ["dns"]);
};

const DESCRIBERS: ReadonlyMap<string, Describe> = new Map<string, Describe>([
  ["curl", curl], ["wget", wget], ["wget2", wget], ["http", httpie], ["https", httpie], ["xh", httpie], ["curlie", curl],
  ["aria2c", fetcher(["-o", "--out"])], ["axel", fetcher(["-o", "--output"])], ["lwp-download", fetcher([])], ["lwp-request", fetcher([])], ["get", fetcher([])], ["fetch", fetcher(["-o"])], ["nscurl", fetcher(["-o"])], ["puf", fetcher([])], ["snarf", fetcher([])], ["lynx", fetcher([])], ["w3m", fetcher([])], ["links", fetcher([])], ["elinks", fetcher([])], ["prozilla", fetcher([])], ["ftpget", fetcher([])], ["httrack", fetcher([])], ["bitsadmin", fetcher([])], ["certutil", fetcher([])],
  ["nc", netcat], ["ncat", netcat], ["netcat", netcat], ["nc.openbsd", netcat], ["nc.traditional", netcat], ["telnet", netcat], ["rlogin", netcat], ["pwncat", netcat], ["socket", (description) => {
    const { args } = description.invocation;
    const tied = args.some((arg) => /^-[a-z]*p/.test(arg)) ? ["tied"] : [];
    if (args.some((arg) => /^-[a-z]*s/.test(arg))) plain(description, "listen", "a port", tied);
    else onUrl(description, "connect", args.at(-2) ?? "", tied);
  }], ["cryptcat", netcat], ["powercat", netcat],
  ["ztcp", (description) => {
    const [host] = operands(description.invocation.args, { values: "d" });
    if (host !== undefined) onUrl(description, "connect", host, ["raw", "tied"]);
  }],
  ["ab", (description) => {
    const [file] = optionValues(description.invocation.args, "-p", "-u");
    const url = description.invocation.args.at(-1);
    if (file === undefined || url === undefined) return;
    onPath(description, "read", file, ["sent"]);
    onUrl(description, "send", url, ["file", ...secrecy(fileTaint(description, file))]);
  }],
  ["socat", socat], ["raw-socket", rawSocket], ["openssl", secureClient],
  ["scp", remoteCopy], ["rsync", remoteCopy], ["sftp", remoteCopy], ["rcp", remoteCopy], ["croc", remoteCopy], ["pscp", remoteCopy],
  ...["aws", "gsutil", "gcloud", "az", "azcopy", "rclone", "mc", "s3cmd", "s4cmd", "s5cmd", "b2", "ossutil", "docker", "podman", "nerdctl", "kubectl", "oc"].map((name) => [name, upload] as const),
  ["mail", mailer], ["mailx", mailer], ["mutt", mailer], ["sendmail", mailer], ["msmtp", mailer], ["swaks", mailer], ["ssmtp", mailer],
  ["dig", lookup], ["nslookup", lookup], ["host", lookup], ["drill", lookup], ["ping", lookup], ["kdig", lookup], ["resolvectl", lookup], ["dog", lookup],
]);

const SOCKET_PATH = /^\/dev\/(?:tcp|udp)\/([^/]+)\/([^/]+)/;

/** Reports what a program does over the network, and what its redirections to `/dev/tcp` do. */
export function describeNetwork(description: Description): void {
  const { invocation } = description;
  DESCRIBERS.get(invocation.program)?.(description);
  for (const { operator, target } of invocation.redirects) {
    const match = SOCKET_PATH.exec(target);
    if (match !== null) onUrl(description, "connect", match[1]!, ["shell-socket", operator === "<" ? "reads" : "sends", ...secrecy(inputTaint(description) | invocation.taint)]);
  }
}

const SOURCES = new Set(["curl", "wget", "wget2", "http", "https", "xh", "fetch", "nc", "ncat", "netcat", "telnet", "socat", "lynx", "w3m", "links", "aria2c", "lwp-request", "get", "scp", "sftp", "ftp", "tftp", "whois", "finger", "dig", "nslookup", "host", "raw-socket", "nscurl", "curlie", "lftp", "irm", "iwr", "invoke-webrequest", "invoke-restmethod"]);

/** True for a program whose output comes from the network. */
export function isNetworkSource(program: string, args: readonly string[]): boolean {
  if (program === "openssl") return args[0] === "s_client";
  if (program === "aws" || program === "gsutil" || program === "mc" || program === "gcloud") return args.at(-1) === "-" || args.includes("cat");
  return SOURCES.has(program);
}
