import { resolve } from "node:path";
import { type SuppressionScope, isWide } from "../../model/suppression.js";
import { RequestError } from "../../protocol/channel.js";
import type { FindingRow } from "../../protocol/rows.js";
import type { ScopeOffer } from "../../protocol/triage.js";
import { counted } from "../counted.js";
import type { Ask } from "../engineAccess.js";
import { EXIT } from "../exitCodes.js";
import { type Intent, refusal } from "./consent.js";
import { previewJson, suppressionJson } from "./json.js";
import { allOf, findingOf } from "./lookup.js";
import { type Request, UsageError, print } from "./request.js";
import { hiddenWords, plain, previewWords, recognisedWords, some, suppressionWords, text } from "./words.js";

export interface SuppressOrder {
  readonly scope: SuppressionScope["kind"];
  /** Of a workspace, as a person wrote it. */
  readonly folder: string | undefined;
  /** Of the finding; undefined for the newest one, where the scope is one call. */
  readonly callId: string | undefined;
  readonly reason: string;
  /** Milliseconds since 1970; null for ever. */
  readonly expires: number | null;
  /** Only shows what it would hide. */
  readonly dryRun: boolean;
  /** Beyond a project, critical findings are hidden, too. */
  readonly critical: boolean;
  /** Somebody agreed beforehand. */
  readonly yes: boolean;
}

/** How many findings are named of what a suppression would hide. */
const SHOWN = 10;

/** Shows what a suppression of a finding's like would hide, asks, and suppresses it. */
export async function suppress(given: string, order: SuppressOrder, request: Request): Promise<number> {
  const { ask, terminal } = request;
  const folder = folderOf(order);
  const finding = await findingOf(ask, given);
  const findingId = finding.id;
  const offers = await ask("suppressionOffers", { findingId, callId: order.callId ?? null, folders: folder === null ? [] : [folder] });
  const offer = offers.find(({ scope }) => scope.kind === order.scope && (scope.kind !== "call" || order.callId === undefined || scope.callId === order.callId));
  if (!offer) throw new UsageError(`Finding ${findingId} cannot be suppressed for a ${order.scope}${folder === null ? "" : ` in ${plain(folder, 200)}`}${await reasonAgainst(finding, order, ask)}. It can for: ${[...new Set(offers.map(({ scope }) => scope.kind))].join(", ")}.`);
  const { scope, rule, normalised, target, recent, all, settled } = offer;
  const told = { dryRun: order.dryRun, scope, rule, normalised, target, recent: previewJson(recent), all: previewJson(all), partly: offer.partly, settled };
  if (order.dryRun) {
    print(request, { ...told, id: null, act: null, hides: null }, () => `${offerWords(offer, order)}Nothing was suppressed: this was a look only.\n`);
    return EXIT.clean;
  }
  if (isWide(scope.kind) && all.byLevel.critical > 0 && !order.critical) {
    terminal.err(offerWords(offer, order));
    throw needsConsent(scope);
  }
  const refused = await refusal(intentOf(offer, order), request);
  if (refused !== null) return refused;
  const { id, act, hides, partly } = await decide(findingId, offer, order, request);
  print(request, { ...told, id, act, hides }, () => `Suppressed: ${hiddenWords(hides, partly)}. To take it back: spotter findings undo ${act}\n`);
  return EXIT.clean;
}

/** Why a finding is in no such scope; empty where that is not known. */
async function reasonAgainst({ call }: FindingRow, { scope, callId }: SuppressOrder, ask: Ask): Promise<string> {
  switch (scope) {
    case "call":
      return callId === undefined ? "" : `: ${plain(callId, 60)} is none of its calls`;
    case "project":
      return ": its session is in no repository, and so in no project";
    case "workspace": {
      const session = await ask("getSession", { sessionId: call.sessionId });
      return session ? `: its session works in ${text(session.directory, 200)}, which is neither that folder nor below it` : "";
    }
    default:
      return "";
  }
}

function intentOf(offer: ScopeOffer, order: SuppressOrder): Intent {
  const { scope, all, partly } = offer;
  const { critical } = all.byLevel;
  const isSmall = critical === 0 && (scope.kind === "call" || scope.kind === "session");
  const question = `Suppress ${hiddenWords(all.findings, partly)}${critical === 0 ? "" : `, ${counted(critical)} of them critical`}, and what will be like them?`;
  return { shown: offerWords(offer, order), question, done: "suppressed", agreed: order.yes, isSmall };
}

async function decide(findingId: string, { scope, all }: ScopeOffer, { reason, expires, critical }: SuppressOrder, { ask }: Request): Promise<{ id: string; act: string; hides: number; partly: number }> {
  try {
    return await ask("suppress", { findingId, scope, expected: all.digest, reason, expires, critical });
  } catch (error) {
    if (!(error instanceof RequestError) || error.failure !== "needs-consent") throw error;
    // One came to be meanwhile.
    throw needsConsent(scope);
  }
}

function needsConsent({ kind }: SuppressionScope): UsageError {
  return new UsageError(`Nothing was suppressed: it would hide critical findings ${kind === "everywhere" ? "everywhere" : "in a whole workspace"}, and nobody said that it may. Look at them above or with --dry-run, and add --critical-too, or choose a narrower scope.`);
}

function folderOf({ scope, folder, callId }: SuppressOrder): string | null {
  if (callId !== undefined && scope !== "call") throw new UsageError(`--call belongs to --scope call, not to --scope ${scope}.`);
  if (scope !== "workspace" && folder !== undefined) throw new UsageError(`--folder belongs to --scope workspace, not to --scope ${scope}.`);
  if (scope !== "workspace") return null;
  if (folder === undefined) throw new UsageError("--scope workspace takes the workspace's folder: add --folder.");
  return resolve(folder);
}

function offerWords(offer: ScopeOffer, { critical }: SuppressOrder): string {
  const { scope, title, recent, all, partly, settled } = offer;
  const place = scope.kind === "everywhere" ? "everywhere" : `for the ${scope.kind} ${text(title, 120)}`;
  const spared = all.byLevel.critical > 0 && isWide(scope.kind) && !critical ? `The ${counted(all.byLevel.critical)} critical ones are hidden only with --critical-too.\n` : "";
  return `Suppressing this ${place} concerns:\n${patternWords(offer)}of the last 30 days ${previewWords(recent, SHOWN)}of all that is kept ${previewWords(all, SHOWN)}${partly === 0 ? "" : "It hides this one call: the finding has others, and stays listed for them.\n"}${settledWords(settled)}${spared}`;
}

/** What it recognises, so that nobody hides more than they meant. */
function patternWords({ rule, normalised, target }: ScopeOffer): string {
  return `what rule ${plain(rule, 80)} finds in: ${recognisedWords(normalised, target)}\n`;
}

/** What it recognises and does not hide: it is settled already. */
function settledWords(settled: number): string {
  return settled === 0 ? "" : `already settled by a verdict, and not touched by this: ${some(settled, "finding")}\n`;
}

/** Lists all suppressions that stand, with what each hides. */
export async function listSuppressions(request: Request): Promise<number> {
  const rows = await allOf(request.ask, "listSuppressions", {});
  print(request, { total: rows.length, suppressions: rows.map(suppressionJson) }, () => {
    const idle = rows.filter(({ hides, expired }) => expired || hides === 0).length;
    const total = rows.length === 0 ? "Nothing is suppressed.\n" : `${some(rows.length, "suppression")}${idle === 0 ? "" : `, of which ${counted(idle)} hide nothing`}.\n`;
    return `${rows.map(suppressionWords).join("")}${total}`;
  });
  return EXIT.clean;
}
