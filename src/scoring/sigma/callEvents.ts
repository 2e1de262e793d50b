import type { ScoringInput } from "../../model/assessment.js";
import { describeFiles } from "../actions/files.js";
import { describeNetwork } from "../actions/network.js";
import { pathTarget, type Action, type Description } from "../actions/action.js";
import { Judge } from "../judge.js";
import { homeOf, normalisePath } from "../paths/normalise.js";
import type { Surroundings } from "../paths/place.js";
import type { Invocation } from "../shell/invocation.js";
import type { Scope } from "../shell/scope.js";
import { operands, optionValues } from "../shell/options.js";
import { dotted, ipv4Of } from "../urls/address.js";
import { connectionOf, furtherConnections, type Connection } from "./connections.js";
import type { EventCategory, Field, SigmaEvent } from "./fields.js";

/** What is known of a call besides its arguments. */
export interface CallContext {
  readonly agent: string | null;
  readonly model: string | null;
}

type Fields = Partial<Record<Field, string>>;

/** Events of one call; a text that runs more programs than this has been cut by then. */
const EVENT_LIMIT = 2_000;
/** Characters of a field's text. The text that a shell ran stands in each of its children's events. */
const TEXT_LIMIT = 65_536;
const PARENT_LIMIT = 4_096;
/** The shell that OpenCode runs a command with. */
const SHELL = "/usr/bin/bash";
/** Image of what OpenCode does itself, with its own tools. */
const AGENT = "/usr/bin/opencode";
const CREATES: ReadonlySet<string> = new Set(["overwrite", "append", "link"]);
const CONNECTS: ReadonlySet<string> = new Set(["fetch", "send", "connect"]);

/** Judges a call as ever, and notes as Sigma events what it does: programs, files written, connections. */
export class EventRecorder extends Judge {
  readonly events: SigmaEvent[] = [];
  /** What each program was started with last, to find a child's parent. */
  private readonly started = new Map<string, { readonly image: string; readonly commandLine: string; readonly childUser: string | undefined }>();
  private readonly shared: Fields;
  private readonly text: string;
  /** The home folder that `~` stands for, where it is known. */
  private readonly home: string | null;

  constructor(
    private readonly input: ScoringInput,
    private readonly folder: Scope,
    private readonly around: Surroundings,
    context: CallContext,
  ) {
    super(folder, around);
    const { command } = input.arguments;
    this.text = typeof command === "string" ? command : "";
    const home = homeOf(around.project ?? around.cwd ?? "");
    this.home = home === null || home.startsWith("~") ? null : home;
    this.shared = defined({
      User: this.home?.slice(this.home.lastIndexOf("/") + 1),
      CurrentDirectory: around.cwd,
      tool: input.tool,
      agent: context.agent,
      model: context.model,
      project: input.project,
      outcome: input.outcome,
    });
  }

  override observe(invocation: Invocation): number {
    const process = this.process(invocation);
    if (isProgram(invocation)) this.addEvent("process_creation", process);
    const description: Description = { invocation, scope: this.folder, surroundings: this.around, emit: (action) => this.record(action, process, invocation) };
    describeFiles(description);
    describeNetwork(description);
    if (invocation.program === "touch") for (const file of operands(invocation.args, { values: "dtr" })) this.record({ kind: "append", path: pathTarget(file, invocation, this.around), url: null, traits: [], subject: file }, process, invocation);
    for (const connection of furtherConnections(invocation)) this.connect(connection, process);
    return super.observe(invocation);
  }

  override addAction(action: Action, invocation: Invocation): void {
    this.record(action, { ...this.shared, Image: AGENT }, invocation);
    super.addAction(action, invocation);
  }

  /** The call as a whole, once it has been judged: its worst target is known by then. */
  finish(): readonly SigmaEvent[] {
    const { url, filePath } = this.input.arguments;
    const process = this.events.some(({ category }) => category === "process_creation");
    this.events.push({
      category: "tool_call",
      fields: defined({
        ...this.shared,
        Image: process ? SHELL : AGENT,
        CommandLine: this.text === "" ? undefined : this.text.slice(0, TEXT_LIMIT),
        TargetFilename: typeof filePath === "string" ? this.absolute(normalisePath(filePath, this.around.cwd)) : undefined,
        "c-uri": typeof url === "string" ? url : undefined,
        "target.class": this.target,
      }),
    });
    return this.events;
  }

  private process(invocation: Invocation): Fields {
    const { program, name, args, cwd, via, elevated, redirects } = invocation;
    const image = name.includes("/") ? this.absolute(normalisePath(name, cwd)) : `/usr/bin/${program}`;
    // The shell opens these itself; rules for reverse shells look for them in the command line.
    const sockets = redirects.filter(({ target }) => /^\/dev\/(?:tcp|udp)\//.test(target)).map(({ operator, target }) => `${operator} ${target}`);
    const commandLine = [name, ...args, ...sockets].join(" ").slice(0, TEXT_LIMIT);
    const parent = via === null ? undefined : this.started.get(via);
    const user = parent?.childUser ?? (elevated ? "root" : this.shared.User);
    this.started.set(program, { image, commandLine, childUser: userOf(invocation) ?? user });
    return defined({
      ...this.shared,
      Image: image,
      CommandLine: commandLine,
      CurrentDirectory: cwd === null ? undefined : this.absolute(cwd),
      User: user,
      ParentImage: parent?.image ?? SHELL,
      ParentCommandLine: (parent?.commandLine ?? `bash -c ${this.text}`).slice(0, PARENT_LIMIT),
    });
  }

  private record(action: Action, process: Fields, invocation: Invocation): void {
    if (action.path !== null && CREATES.has(action.kind) && invocation.ground !== "container") {
      this.addEvent("file_event", { ...process, TargetFilename: this.absolute(action.path.path), "target.class": action.path.sensitive ?? action.path.place });
    }
    if (action.url === null || !CONNECTS.has(action.kind)) return;
    const connection = connectionOf(action.url, action.subject, invocation);
    if (connection !== null) this.connect(connection, process);
  }

  /** What goes through no proxy of the web, as ssh does, is an event of the network alone. */
  private connect({ host, port, url, class: kind }: Connection, process: Fields): void {
    const address = ipv4Of(host);
    const fields = defined({
      ...process,
      DestinationHostname: host,
      DestinationIp: address === null ? (host.startsWith("[") ? host.slice(1, -1) : undefined) : dotted(address),
      DestinationPort: port,
      Initiated: "true",
      "c-uri": url,
      "target.class": kind,
    });
    this.addEvent("network_connection", fields);
    if (url !== undefined && /^(?:https?|ftp|wss?):/i.test(url)) this.addEvent("proxy", fields);
  }

  /** With the home folder written out, as a tool that is given the whole path has it. */
  private absolute(path: string): string {
    return this.home !== null && (path === "~" || path.startsWith("~/")) ? this.home + path.slice(1) : path;
  }

  private addEvent(category: EventCategory, fields: Fields): void {
    if (this.events.length < EVENT_LIMIT) this.events.push({ category, fields });
  }
}

/** Redirections and assignments alone start nothing. */
function isProgram({ program, args }: Invocation): boolean {
  return program !== "" && !((program === ":" || program === "export") && args.length === 0);
}

/** As whom a program runs others; undefined where it changes nothing, or that is not known. */
function userOf({ program, args }: Invocation): string | undefined {
  switch (program) {
    case "sudo":
    case "doas":
    case "runuser":
      return optionValues(args, "-u", "--user")[0] ?? "root";
    case "su":
      return operands(args, { values: "cgGsTw", longValues: ["command", "group", "shell"] }).find((operand) => operand !== "-") ?? "root";
    default:
      return undefined;
  }
}

function defined(fields: { readonly [K in Field]?: string | null | undefined }): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value === "string")) as Fields;
}
