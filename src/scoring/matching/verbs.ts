/** What the verb of a service's command does to the thing that it names. */
export type Effect = "destroys" | "disrupts" | "reads" | "other";

/** Verbs of services' commands by what they do. */
export const VERBS: ReadonlyMap<string, Effect> = new Map<string, Effect>([
  ...list("destroys", "delete del rm remove rmi rmr rb rmdir destroy purge drop wipe terminate erase truncate nuke uninstall unpublish teardown deprovision decommission undefine flush flushall reset prune empty deleteall dropall sweep obliterate zap undeploy unregister unregistervm deregister cleanup cleanse clear unlink yank expire"),
  ...list("disrupts", "disable deactivate suspend stop deallocate halt poweroff shutdown kill cancel revoke unset detach disassociate archive close block lock ban evict drain cordon abandon leave release regenerate reimage rollback failover promote transfer void refund quarantine isolate down scale-to-zero force-leave force-reset force-stop seal unseal step-down power-off freeze silence mute pause invalidate"),
  ...list("reads", "list ls get describe show view status info inspect cat head search find help version logs log tail diff plan preview validate check lint ps top history whoami export download read query count explain stat events watch print outputs output doctor fmt"),
  ...list("other", "create add new init deploy up start dev push pull build login logout set update edit apply put post upload import install enable open serve ssh attach link tag copy cp sync mv move rename generate gen resume restart release-create bootstrap serve studio console shell launch scale"),
]);

function list(effect: Effect, words: string): Array<readonly [string, Effect]> {
  return words.split(" ").map((word) => [word, effect] as const);
}

/** Operands that are looked through for the verb. */
const REACH = 12;

/**
 * Effect of the first verb among a command's operands, as in `apps:destroy`, `compute instances delete`, `delete-stack`,
 * `DeleteInstance`; null where there is none. What follows an option may be its value, so only a plain verb that destroys or
 * disrupts counts there.
 */
export function effectOf(args: readonly string[]): Effect | null {
  let afterOption = false;
  for (let index = 0; index < args.length && index < REACH; index++) {
    const arg = args[index]!;
    if (arg.charCodeAt(0) === 45) {
      if (arg === "--") return null;
      afterOption = !arg.includes("=");
      continue;
    }
    const exact = VERBS.get(arg);
    if (afterOption) {
      afterOption = false;
      if (exact === "destroys" || exact === "disrupts") return exact;
      continue;
    }
    const effect = exact ?? compound(arg);
    if (effect !== null) return effect;
  }
  return null;
}

/** Verbs that are names of things where another part follows: `log-profiles`, `event-hubs`. */
const NOUNS = new Set(["log", "logs", "event", "events", "top", "history", "head", "version", "status", "stat", "stats", "output", "outputs", "info", "query", "state"]);

/** Effect of a word of several parts by its first part, or else by the one that destroys or disrupts. */
function compound(word: string): Effect | null {
  if (word.length > 48 || word.length < 3) return null;
  if (/^[A-Z][a-z]+[A-Z]/.test(word)) return VERBS.get(/^[A-Z][a-z]+/.exec(word)![0].toLowerCase()) ?? null;
  if (!/^[a-z][a-z0-9:_-]+$/.test(word) || !/[:_-]/.test(word)) return null;
  const parts = word.split(/[:_-]/);
  const first = VERBS.get(parts[0]!);
  if (first !== undefined && !NOUNS.has(parts[0]!)) return first === "other" ? null : first;
  for (const part of [parts.at(-1)!, parts[1]!]) {
    const effect = VERBS.get(part);
    if (effect === "destroys" || (effect === "disrupts" && word.includes(":"))) return effect;
  }
  return null;
}
