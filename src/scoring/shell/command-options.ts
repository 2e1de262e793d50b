import { shapeOf } from "./option-shapes.js";
import { valuesOf } from "./options.js";

/** Options whose value is a command line that the program runs: hooks, pagers, transports, filters. Sources: manual pages. */
const HOOKS: Readonly<Record<string, readonly string[]>> = {
  npx: ["-c", "--call"], npm: ["-c", "--call"],
  rsync: ["-e", "--rsh"],
  tar: ["--to-command", "--use-compress-program", "-I", "--rsh-command", "--info-script", "--new-volume-script", "-F"],
  bsdtar: ["--use-compress-program"],
  scp: ["-S"], sftp: ["-S"],
  man: ["-P", "--pager", "-H", "--html"],
  borg: ["--rsh", "--remote-path"],
  aria2c: ["--on-download-error", "--on-download-complete", "--on-download-start", "--on-download-stop", "--on-bt-download-complete"],
  wget: ["--use-askpass"],
  tcpdump: ["-z"], dumpcap: [], tshark: [],
  check_ssl_cert: ["--grep-bin", "--openssl", "--curl-bin", "--file-bin"],
  plymouth: ["--command"],
  pidstat: ["-e"], sadf: [],
  enscript: ["-I", "--filter"],
  "start-stop-daemon": ["-x", "--exec", "-a", "--startas"],
  "yt-dlp": ["--exec", "--exec-before-download", "--netrc-cmd"], "youtube-dl": ["--exec"],
  sshuttle: ["--ssh-cmd", "-e"],
  latexmk: ["-pdflatex", "-latex", "-e", "-lualatex", "-xelatex"],
  hyperfine: ["-p", "--prepare", "-s", "--setup", "-c", "--cleanup"],
  socat: [], tmate: ["-c"], screen: [], genie: ["-c"],
  nano: ["-s", "--speller"], pico: ["-s"], hunspell: [], mutt: [], neomutt: [],
  split: ["--filter"], sort: ["--compress-program"],
  zip: ["-TT", "--unzip-command"], cpio: ["--rsh-command"],
  mail: ["--exec"], sendmail: [], crontab: [],
  "mysql": ["--pager"], psql: [], sqlite3: ["-cmd"],
  nmap: [], m4: [], ip: [], logsave: [], run_mailcap: [], lftp: [],
  fzf: ["--preview", "--bind"], skim: ["--preview"], entr: [], watchexec: [],
  make: ["--eval", "-E"], gmake: ["--eval"], cmake: ["-E"],
  gcc: ["-wrapper"], cc: ["-wrapper"], "g++": ["-wrapper"], clang: [],
  valgrind: ["--db-command"], pexec: [], logrotate: [], dmsetup: [], dmesg: [],
  ansible: ["-a", "--args"], "check_by_ssh": ["-C", "-o"], check_nrpe: ["-c"],
  ssh: ["-o"], "ssh-keygen": ["-D"], openvpn: ["--up", "--down", "--tls-verify", "--client-connect", "--route-up", "--auth-user-pass-verify", "--ipchange"],
  pppd: ["connect", "pty"], ncat: ["-e", "-c", "--exec", "--sh-exec"], nc: ["-e", "-c"], "nc.traditional": ["-e", "-c"], netcat: ["-e", "-c"],
  socket: ["-p"], rlogin: [], xterm: ["-e"], "x-terminal-emulator": ["-e"], urxvt: ["-e"], konsole: ["-e"], "gnome-terminal": ["-e"], alacritty: ["-e"], kitty: [], wezterm: [],
  emacs: [], ed: [], wish: [], byobu: [], dialog: [], "restic": ["--password-command", "-o"], rclone: ["--password-command"], gpg: ["--use-agent"],
  opencode: [], gcore: [], "apt-get": [], apt: [], dnf: [], pidgin: [], "git-lfs": [], systemctl: [],
  "nix-shell": ["--run", "--command"], nix: ["--command", "-c"], "guix": [], sbcl: [], "cargo-watch": ["-s", "-x"], nodemon: ["-x", "--exec"],
  concurrently: [], "find": [], dstat: [], ltrace: [], gtester: [], "rpm": ["--pipe"], xdotool: [], xbindkeys: [], at: [], "dosbox": ["-c"], vlc: [], tic: [], "wireshark": [],
  "bconsole": [], "ghc": ["-pgmP", "-pgmF"], "go": ["-exec", "-toolexec", "-vettool"], cargo: [], rustc: [], javac: [], java: ["-XX:OnOutOfMemoryError", "-XX:OnError"], "gem": ["-e"], "less": [],
};

const SSH_OPTION = /^(?:ProxyCommand|LocalCommand|KnownHostsCommand|RemoteCommand|PKCS11Provider|XAuthLocation)[= ](.*)$/is;

/** Command lines that a program's options hand it to run. */
export function hookCommands(program: string, args: readonly string[]): string[] {
  const names = Object.hasOwn(HOOKS, program) ? HOOKS[program]! : [];
  if (names.length === 0) return [];
  const out: string[] = [];
  for (const name of names) {
    const values = name.startsWith("-") ? valuesOf(args.map((arg) => unabridged(arg, name)), shapeOf(program), name) : args.filter((_arg, index) => args[index - 1] === name);
    for (const value of values) {
      const option = program.includes("ssh") && name === "-o" ? SSH_OPTION.exec(value)?.[1] : value;
      if (option !== undefined) out.push(option.replace(/^exec=/, ""));
    }
  }
  return out;
}

/** An option with its name in full: `--use-comp=x` for `--use-compress-program`. */
function unabridged(arg: string, name: string): string {
  const equals = name.startsWith("--") ? arg.indexOf("=") : -1;
  return equals > 6 && name.startsWith(arg.slice(0, equals)) ? name + arg.slice(equals) : arg;
}

/** Programs of the table whose hooks people use for ordinary programs too. */
const ORDINARY = new Set(["npx", "npm", "rsync", "tar", "hyperfine", "fzf", "nodemon", "ssh", "make", "cargo-watch", "nix-shell", "nix", "go", "java", "split", "xterm", "gnome-terminal", "konsole", "alacritty", "restic", "rclone", "cmake", "gem", "ansible", "less"]);

/** True for a program whose options for commands are hooks that ordinary work does not use. */
export function isUnusualHook(program: string): boolean {
  return Object.hasOwn(HOOKS, program) && !ORDINARY.has(program);
}

/** Variables whose value is a command line that some program runs: pagers, editors, transports. */
const COMMAND_VARIABLES: ReadonlySet<string> = new Set([
  "PAGER", "GIT_PAGER", "MANPAGER", "BROWSER", "EDITOR", "VISUAL", "GIT_EDITOR", "GIT_SEQUENCE_EDITOR", "FCEDIT", "LESSOPEN", "LESSCLOSE", "GIT_SSH_COMMAND", "GIT_SSH", "GIT_EXTERNAL_DIFF", "GIT_ASKPASS", "GIT_PROXY_COMMAND", "SSH_ASKPASS",
  "PROMPT_COMMAND", "RSYNC_RSH", "SVN_SSH", "CVS_RSH", "HGEDITOR", "AUTOM4TE", "SHELL_CMD", "TAR_COMMAND", "CC_WRAPPER", "RUSTC_WRAPPER", "MAKESHELL", "BASH_ENV", "SUDO_ASKPASS", "SYSTEMD_EDITOR", "SYSTEMD_PAGER", "KUBE_EDITOR", "AWS_PAGER", "TCLLIBPATH_CMD", "ANSIBLE_SHELL_EXECUTABLE", "LOOK_CMD", "FIRESTARTER",
]);

/** True for a variable whose value is a command line: known ones, and those whose name says so. */
export function isCommandVariable(name: string): boolean {
  return COMMAND_VARIABLES.has(name) || /(?:PAGER|EDITOR|ASKPASS|_COMMAND|_CMD|_RSH)$/.test(name);
}
