import { matchesGlob } from "../matching/glob.js";

/** Programs that it pays to hide behind a glob; others stay unknown. */
const NAMES = [
  "rm", "sh", "bash", "dash", "zsh", "nc", "ncat", "cat", "curl", "wget", "chmod", "chown", "dd", "mkfs", "shred", "base64", "python3", "python", "perl", "ruby", "node", "sudo", "su", "ssh", "scp", "tee", "cp", "mv", "ln", "env", "find", "xargs", "kill", "crontab", "iptables", "passwd", "useradd", "socat", "openssl", "head", "tail", "tac", "nl", "tar", "gzip", "id", "ls", "more", "less", "mount", "systemctl", "wipefs", "truncate",
];

const FOLDERS = ["/bin/", "/usr/bin/", "/sbin/", "/usr/sbin/", "/usr/local/bin/", ""];

/** First well-known program whose path a glob such as `/bin/r?` or `/???/c[a]t` matches; null where none does. */
export function resolveGlob(pattern: string): string | null {
  if (pattern.length > 80 || !/[a-z]/i.test(pattern)) return null;
  for (const name of NAMES) for (const folder of FOLDERS) if (matchesGlob(pattern, folder + name)) return name;
  return null;
}

/** Name of a program: the last segment of its path, globs of well-known folders resolved, as the shell would find it. */
export function programOf(name: string): string {
  const base = name.slice(name.lastIndexOf("/") + 1);
  if (/[?*[]/.test(base) || (name.includes("/") && /[?*[]/.test(name))) return resolveGlob(name) ?? base;
  return /^(?:[A-Z]+|[A-Z][a-z]+-[A-Z][A-Za-z]+)$/.test(base) || base.endsWith(".exe") ? base.toLowerCase().replace(/\.exe$/, "") : base;
}
