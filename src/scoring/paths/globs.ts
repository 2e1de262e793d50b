import { matchesGlob } from "../matching/glob.js";

/** Names that matter and that a glob may stand for: `.e*v`, `/e?c/shadow`, `cred*`. */
const NAMES = ["etc", ".ssh", ".aws", ".env", "shadow", "passwd", "sudoers", "credentials", "id_rsa", "id_ed25519", "authorized_keys", ".netrc", ".npmrc", ".pypirc", ".bash_history", ".zsh_history", ".bashrc", ".zshrc", ".profile", ".git-credentials", ".kube", ".docker", ".gnupg", "proc", "environ"];

/** A path whose globs are replaced by the first name that matters and that they match; others stay. */
export function resolvePathGlob(path: string): string {
  if (path.length > 400) return path;
  return path.split("/").map((segment) => (/[*?[]/.test(segment) && /[A-Za-z?]/.test(segment) && !/^\*.*\*$/.test(segment) ? NAMES.find((name) => matchesGlob(segment, name)) ?? segment : segment)).join("/");
}
