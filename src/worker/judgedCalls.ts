import type { JudgedCall } from "../scoring/sigma/ruleBook.js";

/**
 * How the calls of one batch were judged while it was prepared: scored from the store right after it was stored, they need not be
 * judged a second time.
 */
export class JudgedCalls {
  private readonly prepared = new Map<string, JudgedCall>();
  private readonly stored = new Map<string, JudgedCall>();
  private rulesVersion = "";

  /** Forgets the batch before. */
  begin(rulesVersion: string): void {
    this.prepared.clear();
    this.stored.clear();
    this.rulesVersion = rulesVersion;
  }

  /** @param judged undefined for a call that was not judged; of two records of one call the last is stored */
  note(callId: string, judged: JudgedCall | undefined): void {
    if (judged === undefined) this.prepared.delete(callId);
    else this.prepared.set(callId, judged);
  }

  /** The store took these calls as they are in the batch. Of another source's copy, which it refused, nothing is known. */
  confirm(callIds: readonly string[]): void {
    for (const id of callIds) {
      const judged = this.prepared.get(id);
      if (judged !== undefined) this.stored.set(id, judged);
    }
    this.prepared.clear();
  }

  /** Undefined for a call of another batch, or where other rules are in force by now. */
  of(callId: string, rulesVersion: string): JudgedCall | undefined {
    return rulesVersion === this.rulesVersion ? this.stored.get(callId) : undefined;
  }
}
