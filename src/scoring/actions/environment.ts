import { isSecretName } from "../shell/scope.js";
import { TAINT } from "../shell/invocation.js";
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
      if (name === "PATH" && /(?:^|:)(?:\.|\/tmp|\/var\/tmp|\/dev\/shm|\/path\/to)/.test(value)) plain(description, "environment", `${name}=${value}`, ["search-path"]);
      continue;
    }
    if (effect === "git-command" && /^\s*(?:\/usr\/bin\/)?ssh(?:\s+-(?:i|o|p|F|v+|q|4|6|T)\b[^;|&`$]*)*\s*$/.test(value)) continue;
    if (effect === "java" && !/-javaagent|-agentlib|-agentpath|OnError|OnOutOfMemory/.test(value)) continue;
    if (effect === "history" && !clearsHistory(name, value)) continue;
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

/** Taint of what a program prints about its environment. */
export function environmentTaint(program: string, args: readonly string[]): number {
  if (program === "printenv") return args.length === 0 || args.some(isSecretName) ? TAINT.secret : TAINT.none;
  if ((program === "env" || program === "set" || program === "export" || program === "declare") && args.every((arg) => arg.startsWith("-"))) return TAINT.secret;
  return TAINT.none;
}
