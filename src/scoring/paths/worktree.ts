import { UNKNOWN, type Invocation } from "../shell/invocation.js";
import { normalisePath } from "./normalise.js";

/** Worktrees and checkouts that are made to be thrown away: below a temporary folder, or where agents and people keep worktrees. */
const DISPOSABLE = /^(?:\/private)?\/(?:tmp|var\/tmp|var\/folders)\/[^/]|\/(?:\.worktrees|\.(?:claude|opencode)\/worktrees|\.local\/share\/opencode\/worktree)\/[^/]/;

/** True for a normalised path of a disposable worktree, or within one. */
export function isDisposable(path: string): boolean {
  return DISPOSABLE.test(path) && !path.includes(UNKNOWN);
}

/**
 * True when git works on nothing but a disposable worktree. Stashes belong to all worktrees of a repository, and options and
 * variables may lead elsewhere.
 */
export function worksOnDisposable({ program, args, assignments, cwd }: Invocation): boolean {
  if (program !== "git" || assignments.length > 0 || args.includes("stash") || args.some((arg) => /^(?:-C.|--git-dir|--work-tree)/.test(arg))) return false;
  // git(1): each `-C` is seen from the one before.
  let [folder, at] = [normalisePath(".", cwd), 0];
  for (; args[at] === "-C" && args[at + 1] !== undefined; at += 2) folder = normalisePath(args[at + 1]!, folder);
  if (args.includes("-C", at)) return false;
  return isDisposable(args[at] === "worktree" ? normalisePath(args.at(-1)!, folder) : folder);
}
