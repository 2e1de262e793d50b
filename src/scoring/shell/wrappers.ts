import type { Ground } from "./invocation.js";
import type { OptionShape } from "./options.js";

/** A program that runs the program named in its arguments. */
export interface Wrapper extends OptionShape {
  /** Operands before the inner command: a duration, a folder, a lock file. */
  readonly operands?: number;
  /** `NAME=value` operands before the inner command set its environment. */
  readonly assignments?: boolean;
  readonly elevated?: boolean;
  readonly ground?: Ground;
  /** Leading words that must be there, one of them, for the rest to be a command: `uv run …`. */
  readonly after?: readonly string[];
  /** The inner command only follows `--`. */
  readonly dashes?: boolean;
  /** Names no other program when used this way, so that a bare shell under it is ordinary. */
  readonly plain?: boolean;
}

const SUDO: Wrapper = { values: "CDgGhpRrtTUu", longValues: ["user", "group", "host", "prompt", "chdir", "chroot", "close-from", "role", "type", "other-user", "command-timeout"], assignments: true, elevated: true };

/** By program name. Sources: their manual pages, "SYNOPSIS" and "OPTIONS". */
export const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>(Object.entries({
  sudo: SUDO,
  sudoedit: { elevated: true },
  doas: { values: "uCa", elevated: true },
  pkexec: { longValues: ["user"], elevated: true },
  run0: { longValues: ["user", "group", "nice", "chdir", "setenv", "background", "unit", "property", "slice"], elevated: true },
  please: { values: "tu", elevated: true },
  gosu: { operands: 1, elevated: true },
  "su-exec": { operands: 1, elevated: true },
  runuser: { values: "ugG", longValues: ["user", "group"], elevated: true },
  env: { values: "uC", longValues: ["unset", "chdir", "argv0"], assignments: true },
  nohup: {},
  timeout: { values: "ks", longValues: ["kill-after", "signal"], operands: 1 },
  gtimeout: { values: "ks", operands: 1 },
  nice: { values: "n", longValues: ["adjustment"] },
  ionice: { values: "cnpPu", longValues: ["class", "classdata"] },
  setsid: {},
  stdbuf: { values: "ioe", longValues: ["input", "output", "error"] },
  time: { values: "fo", longValues: ["format", "output"], plain: true },
  chrt: { values: "TPD", operands: 1 },
  taskset: { operands: 1 },
  command: {},
  builtin: { plain: true },
  noglob: { plain: true },
  nocorrect: { plain: true },
  exec: { values: "a", plain: true },
  busybox: {},
  toybox: {},
  unbuffer: {},
  rlwrap: { values: "abcCDefFgGHlmMOpPqsStwz" },
  setarch: { operands: 1 },
  linux32: {},
  linux64: {},
  i386: {},
  x86_64: {},
  chroot: { longValues: ["userspec", "groups"], operands: 1 },
  unshare: { longValues: ["map-user", "map-group", "setgroups", "propagation", "root", "wd"], values: "RwSG" },
  nsenter: { values: "tSGrw", longValues: ["target", "setuid", "setgid"] },
  flock: { values: "wE", longValues: ["timeout", "conflict-exit-code"], operands: 1 },
  strace: { values: "eopsuaPIOESbX" },
  ltrace: { values: "aAeDFlnopsuwx" },
  valgrind: {},
  prlimit: {},
  cpulimit: { values: "lep", dashes: true },
  choom: { values: "npu" },
  numactl: { values: "Ncmip" },
  fakeroot: { values: "slifb" },
  fakechroot: {},
  firejail: {},
  proot: { values: "rbqwkiR" },
  torify: {},
  torsocks: {},
  proxychains: { values: "f" },
  proxychains4: { values: "f" },
  tsocks: {},
  "dbus-run-session": {},
  "dbus-launch": {},
  "xvfb-run": { values: "enfspw" },
  "systemd-run": { values: "puptHMu", longValues: ["unit", "property", "slice", "uid", "gid", "setenv", "description", "on-calendar", "on-active", "on-boot", "working-directory", "machine", "host", "nice", "service-type", "timer-property"] },
  "systemd-inhibit": { longValues: ["what", "who", "why", "mode"] },
  caffeinate: { values: "tw" },
  arch: {},
  setpriv: { longValues: ["reuid", "regid", "groups", "inh-caps", "ambient-caps", "bounding-set", "securebits"] },
  runcon: { values: "utrl" },
  chpst: { values: "uUbemdop/n" },
  softlimit: { values: "adfglmoprs" },
  setlock: { operands: 1 },
  setuidgid: { operands: 1 },
  envuidgid: { operands: 1 },
  multitime: { values: "nIiors" },
  openvt: { values: "c" },
  "daemonize": { values: "acelopuE" },
  "with-contenv": {},
  dotenv: { values: "fe", dashes: true },
  direnv: { after: ["exec"], operands: 1 },
  uv: { after: ["run"], longValues: ["with", "python", "extra", "group", "project", "directory", "env-file", "package"], values: "p" },
  poetry: { after: ["run"], values: "C" },
  pipenv: { after: ["run"] },
  pdm: { after: ["run"] },
  hatch: { after: ["run"] },
  rye: { after: ["run"] },
  conda: { after: ["run"], values: "np" },
  mamba: { after: ["run"], values: "np" },
  bundle: { after: ["exec"] },
  bundler: { after: ["exec"] },
  pnpm: { after: ["exec", "dlx"] },
  npm: { after: ["exec", "x"] },
  yarn: { after: ["exec", "dlx"] },
  npx: { values: "p", longValues: ["package"] },
  bunx: {},
  mise: { after: ["exec", "x"], dashes: true },
  asdf: { after: ["exec"] },
  rbenv: { after: ["exec"] },
  pyenv: { after: ["exec"] },
  op: { after: ["run"], dashes: true },
  doppler: { after: ["run"], dashes: true },
  "aws-vault": { after: ["exec"], operands: 1 },
  chamber: { after: ["exec"], operands: 1 },
  perf: { after: ["stat", "record", "trace"], values: "eo" },
  ddev: { after: ["exec"], ground: "container" },
  "multipass": { after: ["exec"], operands: 1, ground: "container" },
  lxc: { after: ["exec"], operands: 1, ground: "container" },
  "lxc-attach": { values: "nP", ground: "container" },
  toolbox: { after: ["run"], values: "c" },
  distrobox: { after: ["enter"], dashes: true },
  wsl: { values: "du" },
  emulate: {},
  chronic: {}, "ssh-agent": { values: "atEPO" }, "cross-env": { assignments: true }, "cross-env-shell": { assignments: true },
  ccache: { plain: true },
  distcc: {},
  sccache: { plain: true },
  "ld.so": {},
  "ld-linux-x86-64.so.2": { longValues: ["library-path", "preload", "audit", "argv0", "inhibit-rpath"] },
  genie: { after: ["-c"] },
  aoss: {}, cabal: { after: ["exec"], dashes: true },
  stack: { after: ["exec"], dashes: true },
  nocache: {}, eatmydata: {}, pv: { dashes: true }, ts: { dashes: true }, tsp: {},
  varlinkctl: { after: ["exec"] }, bpftrace: { dashes: true }, "capsh": { dashes: true },
  elvish: { dashes: true },
} satisfies Record<string, Wrapper>));

/** Shells, which run text given with `-c`, a script file, or standard input. */
export const SHELLS: ReadonlySet<string> = new Set([
  "sh", "bash", "dash", "ash", "zsh", "ksh", "ksh93", "mksh", "csh", "tcsh", "fish", "rbash", "rzsh", "yash", "posh", "powershell", "hush", "lksh", "bosh", "osh", "pwsh", "sash", "elvish", "xonsh", "nu",
]);

/** Options of shells that take the next argument. */
export const SHELL_OPTIONS: OptionShape = { values: "oO", longValues: ["rcfile", "init-file", "init-command"] };
