import { compilePattern, matchesPattern, type CommandPattern } from "../matching/command-pattern.js";
import { isSecretName } from "../shell/scope.js";
import { TAINT, type Invocation } from "../shell/invocation.js";
import { plain, type Description } from "./action.js";

/** Variables that make other programs load code, run commands or trust less, by what they do. */
const VARIABLES: ReadonlyMap<string, string> = new Map([
  ["LD_PRELOAD", "loads-code"], ["LD_AUDIT", "loads-code"], ["LD_LIBRARY_PATH", "library-path"], ["DYLD_INSERT_LIBRARIES", "loads-code"], ["DYLD_LIBRARY_PATH", "library-path"], ["GCONV_PATH", "loads-code"], ["OPENSSL_CONF", "loads-code"], ["OPENSSL_ENGINES", "loads-code"], ["PERL5OPT", "loads-code"], ["PERL5LIB", "library-path"], ["PERLLIB", "library-path"], ["RUBYOPT", "loads-code"], ["RUBYLIB", "library-path"], ["PYTHONSTARTUP", "loads-code"], ["PYTHONHOME", "library-path"], ["PYTHONINSPECT", "quiet"], ["JAVA_TOOL_OPTIONS", "java"], ["_JAVA_OPTIONS", "java"], ["BASH_ENV", "loads-code"], ["ENV", "shell-environment"], ["PROMPT_COMMAND", "runs-command"], ["PS4", "prompt"], ["SHELLOPTS", "prompt"], ["COR_PROFILER", "loads-code"], ["CORECLR_PROFILER", "loads-code"], ["DOTNET_STARTUP_HOOKS", "loads-code"], ["LUA_INIT", "loads-code"], ["PHPRC", "quiet"], ["GIT_SSH", "git-command"], ["GIT_SSH_COMMAND", "git-command"], ["GIT_PROXY_COMMAND", "git-command"], ["GIT_EXTERNAL_DIFF", "git-command"], ["GIT_CONFIG_PARAMETERS", "git-configuration"], ["GIT_CONFIG_COUNT", "git-configuration"], ["GIT_CONFIG_GLOBAL", "git-configuration"], ["GIT_EXEC_PATH", "git-configuration"], ["GIT_TEMPLATE_DIR", "git-configuration"], ["GIT_SSL_NO_VERIFY", "no-verification"], ["NODE_TLS_REJECT_UNAUTHORIZED", "no-verification"], ["PYTHONHTTPSVERIFY", "no-verification"], ["GLIBC_TUNABLES", "loads-code"], ["MALLOC_CHECK_", "quiet"], ["HISTFILE", "history"], ["HISTFILESIZE", "history"], ["HISTSIZE", "history"], ["HISTCONTROL", "history"], ["HISTIGNORE", "history"], ["SAVEHIST", "history"], ["LESSOPEN", "runs-command"], ["LESSCLOSE", "runs-command"], ["http_proxy", "proxy"], ["https_proxy", "proxy"], ["HTTP_PROXY", "proxy"], ["HTTPS_PROXY", "proxy"], ["ALL_PROXY", "proxy"], ["all_proxy", "proxy"],
]);

const STARTS_SHELL = /^(?:\/usr)?\/bin\/(?:ba|da|z|k)?sh(?:$|\s+-[cips]\b)/;

/** Reports variables that are set for a program, or for all that follow, and change what programs do. */
export function describeEnvironment(description: Description): void {
  const { invocation } = description;
  for (const [name, value] of invocation.assignments) {
    const effect = VARIABLES.get(name);
    if (effect === undefined) {
      // A shell as the value of a variable is there to be started by whatever reads the variable.
      if (STARTS_SHELL.test(value) && !/SHELL|^(?:BASH|SH|ZSH)$|^npm_/i.test(name)) plain(description, "environment", `${name}=${value}`, ["runs-command", `name:${name}`]);
      if (/^(?:PATH|\w+_(?:BIN|EXEC|LIBEXEC|PLUGIN)_?(?:PATH|DIR))$/.test(name) && /(?:^|:)(?:\.|\/tmp|\/var\/tmp|\/dev\/shm|\/path\/to)/.test(value)) plain(description, "environment", `${name}=${value}`, ["search-path"]);
      continue;
    }
    if (effect === "git-command" && /^\s*(?:\/usr\/bin\/)?ssh(?:\s+-(?:i|o|p|F|v+|q|4|6|T)\b[^;|&`$]*)*\s*$/.test(value)) continue;
    if (effect === "java" && !/-javaagent|-agentlib|-agentpath|OnError|OnOutOfMemory/.test(value)) continue;
    if (effect === "history" && !clearsHistory(name, value)) continue;
    if (effect === "no-verification" && (name.startsWith("GIT") ? /^(?:|0|false|no|off)$/i.test(value) : value !== "0")) continue;
    if (effect === "loads-code" && value === "") continue;
    if (name === "RUBYOPT" && /^-W/.test(value)) continue;
    plain(description, "environment", `${name}=${value}`, [effect, `name:${name}`]);
  }
}

function clearsHistory(name: string, value: string): boolean {
  if (name === "HISTFILE") return value === "" || value === "/dev/null";
  if (name === "HISTCONTROL") return /ignore(?:space|both)/.test(value);
  if (name === "HISTIGNORE") return value.includes("*");
  return value === "0" || value === "";
}

/** Commands that print secrets of a store, a cluster or a service (matching/command-pattern.ts). */
const SECRET_SOURCES: ReadonlyMap<string, readonly CommandPattern[]> = byProgram([
  "kubectl|oc get ** secret|secrets|secret/*|secrets/* -o|--output|--template", "kubectl|oc config view --raw", "helm get values|all|manifest", "vault kv|read|token ** get|lookup|*", "aws secretsmanager get-secret-value|batch-get-secret-value", "aws ssm get-parameter*", "aws configure get|export-credentials", "aws sts get-session-token|assume-role*", "gcloud secrets versions access", "gcloud auth print-*|application-default",
  "az keyvault secret show|download", "az account get-access-token", "op read|item|document get|*", "pass|gopass show|*", "security find-generic-password|find-internet-password|dump-keychain", "gh|glab auth token", "heroku config|config:get", "doppler secrets", "terraform|tofu output|show|state", "git credential fill", "gpg|gpg2 --export-secret-keys|--export-secret-subkeys", "sops -d|--decrypt", "sops decrypt|exec-env", "ansible-vault view|decrypt",
  "secret-tool lookup|search", "keyring get", "bw get|list|export", "lpass show|export", "chamber read|export|env", "infisical secrets|export", "docker|podman inspect|history", "systemctl show-environment", "wg showconf|show", "nmcli -s|--show-secrets", "ssh-add -L", "keepassxc-cli show|export|clip", "berglas access", "conjur variable get", "credstash get|getall", "dotenvx get|decrypt", "envkey-source",
]);

function byProgram(sources: readonly string[]): Map<string, CommandPattern[]> {
  const out = new Map<string, CommandPattern[]>();
  for (const pattern of sources.map(compilePattern)) for (const program of pattern.programs) out.set(program, [...(out.get(program) ?? []), pattern]);
  return out;
}

/** Taint of what a program prints about its environment, or out of a store of secrets. */
export function environmentTaint(invocation: Invocation): number {
  const { program, args } = invocation;
  if (SECRET_SOURCES.get(program)?.some((pattern) => matchesPattern(pattern, invocation)) === true) return TAINT.secret;
  if (program === "printenv") return args.length === 0 || args.some(isSecretName) ? TAINT.secret : TAINT.none;
  if ((program === "env" || program === "set" || program === "export" || program === "declare") && args.every((arg) => arg.startsWith("-"))) return TAINT.secret;
  return TAINT.none;
}
