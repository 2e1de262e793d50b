import type { Verdict } from "../../model/finding.js";
import { MOST_DECIDED, type SelectionPreview } from "../../protocol/triage.js";
import { counted } from "../counted.js";
import { EXIT } from "../exitCodes.js";
import { refusal } from "./consent.js";
import { type FindingFilter, findingOf, findingsOf } from "./lookup.js";
import { type Request, UsageError, print } from "./request.js";
import { plain, previewWords, some } from "./words.js";

export interface VerdictOrder {
  readonly verdict: Verdict;
  readonly reason: string;
  /** Milliseconds since 1970; null for ever. */
  readonly expires: number | null;
}

/** Gives a verdict on findings that are named; `open` on those of them on which something was decided. */
export async function giveVerdict(given: readonly string[], order: VerdictOrder, request: Request): Promise<number> {
  const ids = new Set<string>();
  for (const id of given) ids.add((await findingOf(request.ask, id)).id);
  if (order.verdict !== "open") return decide([...ids], null, order, request);
  const { findings, digest } = await previewOf([...ids], order, request);
  return findings === 0 ? nothingToReopen(request) : decide([...ids], digest, order, request);
}

/** Which findings are decided together, and whether a person has agreed to it. */
export interface BulkOrder extends VerdictOrder {
  readonly filter: FindingFilter;
  readonly agreed: boolean;
}

/**
 * Gives a verdict on all findings that a filter means, once it has been shown how many and which these are, and somebody agreed. `open` means those of any state, where none is named, on which
 * something was decided.
 */
export async function giveVerdictOnAll(order: BulkOrder, request: Request): Promise<number> {
  const findings = await findingsOf(request.ask, { ...order.filter, state: order.filter.state ?? (order.verdict === "open" ? "any" : null) });
  if (findings.length === 0) return nothingMatches(order, request);
  if (findings.length > MOST_DECIDED) throw new UsageError(`The filter matches ${counted(findings.length)} findings, and at most ${counted(MOST_DECIDED)} are decided at once. Narrow it, for example with --rule or --state.`);
  const ids = findings.map(({ id }) => id);
  const preview = await previewOf(ids, order, request);
  if (preview.findings === 0 && order.verdict === "open") return nothingToReopen(request);
  const shown = `The verdict '${order.verdict}' is for ${previewWords(preview)}`;
  const intent = { shown, question: `Give the verdict on ${some(preview.findings, "finding")}?`, done: "decided", agreed: order.agreed, isSmall: false };
  const refused = await refusal(intent, request);
  if (refused !== null) return refused;
  return decide(ids, preview.digest, order, request);
}

/** A filter that matches nothing is no fault, unless its rule is none. */
async function nothingMatches({ filter: { rule } }: BulkOrder, request: Request): Promise<number> {
  if (rule !== undefined && (await request.ask("ruleFacts", { rule })) === null) throw new UsageError(`There is no rule '${plain(rule, 80)}', and no finding of it. 'spotter rules list' names the rules.`);
  print(request, { decided: 0, act: null }, () => "No finding matches, so nothing was decided.\n");
  return EXIT.clean;
}

function nothingToReopen(request: Request): number {
  print(request, { decided: 0, act: null }, () => "Nothing was decided on these findings, so there is nothing to reopen.\n");
  return EXIT.clean;
}

function previewOf(ids: readonly string[], { verdict }: VerdictOrder, { ask }: Request): Promise<SelectionPreview> {
  return ask("previewSelection", { selection: { kind: "findings", ids: [...ids] }, verdict });
}

async function decide(ids: readonly string[], expected: string | null, order: VerdictOrder, request: Request): Promise<number> {
  const { verdict, reason, expires } = order;
  const { decided, act } = await request.ask("decide", { selection: { kind: "findings", ids: [...ids] }, expected, verdict, reason, expires });
  print(request, { decided, act, verdict, expires }, () => `${some(decided, "finding")}: ${verdict}. To take it back: spotter findings undo ${act}\n`);
  return EXIT.clean;
}
