import { anacronCommands, crontabCommands, desktopCommands, dockerfileCommands, gitConfigCommands, jenkinsCommands, justfileCommands, launchAgentCommands, makefileCommands, nodeCommands, sshConfigCommands, unitCommands, vagrantCommands } from "./lineFormats.js";
import { structuredCommands } from "./structuredFormats.js";
import type { WrittenCommand } from "./writtenCommand.js";

/** A kind of file that runs commands. */
export interface FileFormat {
  /** Type of the observation, after `written-code:`. */
  readonly kind: string;
  readonly path: RegExp;
  /** It runs without anybody starting it: at log-in, on a schedule, on installation, on a commit; of settings, what stands under such keys. */
  readonly runsByItself?: true | RegExp;
  /** A line alone does not say whether it is a command: those around it in a patch do. */
  readonly needsContext?: true;
  readonly commandsOf: (text: string, path: string) => WrittenCommand[];
}

function whole(text: string): WrittenCommand[] {
  return [{ text, start: 0, end: text.length, ground: "host" }];
}

/** Code of an interpreter, as the shell's reader takes it: its standard input. */
function through(program: string): (text: string) => WrittenCommand[] {
  return (text) => [{ text: `${program} - <<'END_OF_WRITTEN_FILE'\n${text}\nEND_OF_WRITTEN_FILE`, start: 0, end: text.length, ground: "host" }];
}

const host = { ground: "host" } as const;

/** In the order in which they are tried; the first that fits the path decides. */
export const FILE_FORMATS: readonly FileFormat[] = [
  { kind: "git-hook", path: /(?:^|\/)(?:\.git\/hooks|\.githooks|\.husky|git-hooks|hooks\/(?=(?:pre|post|commit|update)-))\/?(?!.*\.(?:md|sample|json)$)[\w.-]+$/, runsByItself: true, commandsOf: whole },
  { kind: "workflow", path: /(?:^|\/)(?:\.(?:github|gitea|forgejo)\/(?:workflows|actions)\/.+|\.?lefthook(?:-local)?|action|\.gitlab-ci|\.gitlab\/.+|azure-pipelines|bitbucket-pipelines|\.circleci\/.+|\.drone|\.travis|\.woodpecker(?:\/.+)?|\.buildkite\/.+|appveyor|cloudbuild|buildspec|\.pre-commit-config|[Tt]askfile)\.ya?ml$/, needsContext: true, commandsOf: (text) => structuredCommands(text, host) },
  { kind: "workflow", path: /(?:^|\/)Jenkinsfile(?:\.\w+)?$/, commandsOf: jenkinsCommands },
  { kind: "package-script", path: /(?:^|\/)(?:package|composer)\.json$/, runsByItself: /^(?:pre|post)?(?:install|prepare)$|^post-(?:install|update)-cmd$|^(?:pre|post)-autoload-dump$/, commandsOf: (text) => structuredCommands(text, { below: "scripts", ground: "host" }) },
  { kind: "task", path: /(?:^|\/)(?:deno\.jsonc?|tasks\.json|devcontainer\.json|settings(?:\.local)?\.json|\.?mcp\.json|opencode\.jsonc?|launch\.json|hooks\.json)$/, runsByItself: true, commandsOf: (text) => structuredCommands(text, { keys: /^(?:command|args|script|(?:initialize|onCreate|updateContent|postCreate|postStart|postAttach)Command)$/, ground: "host" }) },
  { kind: "dockerfile", path: /(?:^|\/)(?:(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?|[\w.-]+\.[Dd]ockerfile)$/, needsContext: true, commandsOf: dockerfileCommands },
  { kind: "compose", path: /(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/, needsContext: true, commandsOf: (text) => structuredCommands(text, { keys: /^(?:command|entrypoint|test)$/, ground: "container" }) },
  { kind: "makefile", path: /(?:^|\/)(?:GNUm|M|m)akefile(?:\.\w+)?$|\.mk$/, commandsOf: makefileCommands },
  { kind: "makefile", path: /(?:^|\/)\.?[Jj]ustfile$/, commandsOf: justfileCommands },
  { kind: "cron", path: /(?:^|\/)(?:etc\/crontab|cron\.d\/[\w.-]+|\.?crontab(?:\.txt)?|var\/spool\/cron\/(?:crontabs\/)?[\w.-]+|[\w.-]+\.cron(?:tab)?)$/, runsByItself: true, commandsOf: (text, path) => crontabCommands(text, /etc\/crontab$|cron\.d\//.test(path)) },
  { kind: "cron", path: /(?:^|\/)etc\/anacrontab$/, runsByItself: true, commandsOf: anacronCommands },
  { kind: "cron", path: /(?:^|\/)cron\.(?:hourly|daily|weekly|monthly)\/[\w.-]+$/, runsByItself: true, commandsOf: whole },
  { kind: "service", path: /\.(?:service|timer|socket|path)(?:\.d\/[\w.-]+\.conf)?$/, runsByItself: true, commandsOf: unitCommands },
  { kind: "service", path: /\.plist$/, runsByItself: true, commandsOf: launchAgentCommands },
  { kind: "service", path: /\.desktop$/, runsByItself: true, commandsOf: desktopCommands },
  { kind: "service", path: /(?:^|\/)(?:etc\/)?(?:init\.d|rc\.local|rc\.d)(?:\/[\w.-]+)?$/, runsByItself: true, commandsOf: whole },
  { kind: "shell-start", path: /(?:^|\/)(?:\.(?:bash_profile|bashrc|bash_login|bash_logout|profile|zshrc|zprofile|zshenv|zlogin|envrc|xinitrc|xprofile)|etc\/profile|etc\/bash\.bashrc|profile\.d\/[\w.-]+)$/, runsByItself: true, commandsOf: whole },
  { kind: "git-config", path: /(?:^|\/)(?:\.gitconfig|\.git\/config|git\/config)$/, runsByItself: true, commandsOf: gitConfigCommands },
  { kind: "ssh-config", path: /(?:^|\/)(?:\.ssh\/config|etc\/ssh\/ssh_config)$/, runsByItself: true, commandsOf: sshConfigCommands },
  { kind: "shell-script", path: /\.(?:sh|bash|zsh|ksh|dash|command|bats)$|(?:^|\/)(?:configure|entrypoint|docker-entrypoint|PKGBUILD|APKBUILD|postinst|preinst|prerm|postrm)$/, commandsOf: whole },
  { kind: "task", path: /\.ya?ml$/, needsContext: true, commandsOf: (text) => structuredCommands(text, { keys: /^(?:shell|command|cmd|ansible\.builtin\.(?:shell|command))$/, ground: "host" }) },
  { kind: "script", path: /(?:^|\/)setup\.py$|\.py$/, commandsOf: through("python3") },
  { kind: "script", path: /\.rb$|(?:^|\/)(?:Rakefile|extconf\.rb)$/, commandsOf: through("ruby") },
  // OpenCode runs these as soon as it starts.
  { kind: "script", path: /(?:^|\/)\.?opencode\/plugins?\/[\w.-]+\.[cm]?[jt]s$/, runsByItself: true, commandsOf: nodeCommands },
  { kind: "script", path: /(?<!\.d)\.[cm]?[jt]s$/, commandsOf: nodeCommands },
  { kind: "script", path: /(?:^|\/)Vagrantfile$/, commandsOf: vagrantCommands },
  { kind: "script", path: /\.p[lm]$/, commandsOf: through("perl") },
];

const SHELL_LINE = /^#!\s*\S*\/(?:env\s+(?:-S\s+)?)?(?:ba|z|k|da|a)?sh\b/;
const SCRIPT: FileFormat = { kind: "shell-script", path: /$/, commandsOf: whole };
/** Interpreters that a first line may name, and what is made of their code. */
const INTERPRETERS: ReadonlyArray<readonly [RegExp, FileFormat["commandsOf"]]> = [
  [firstLine("python[\\d.]*"), through("python3")],
  [firstLine("ruby"), through("ruby")],
  [firstLine("perl"), through("perl")],
  [firstLine("(?:node|nodejs|bun|deno|tsx)"), nodeCommands],
];

function firstLine(program: string): RegExp {
  return new RegExp(`^#!\\s*\\S*\\/(?:env\\s+(?:-S\\s+)?)?${program}\\b`);
}

/** The kind of file by its path, else by its first line; null for one that runs nothing. */
export function formatOf(path: string | null, text: string): FileFormat | null {
  const named = path === null ? undefined : FILE_FORMATS.find((format) => format.path.test(path.replaceAll("\\", "/")));
  if (named !== undefined && named.commandsOf !== whole) return named;
  // A hook may be written in any language: its first line tells.
  const head = text.slice(0, 80);
  const commandsOf = INTERPRETERS.find(([line]) => line.test(head))?.[1];
  if (commandsOf !== undefined) return { kind: "script", path: /$/, ...named, commandsOf };
  return named ?? (SHELL_LINE.test(head) ? SCRIPT : null);
}
