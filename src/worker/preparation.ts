import type { SourceBatch } from "../model/storage.js";
import type { Indicators } from "../scoring/content/indicators/indicators.js";
import { HarmlessCalls } from "./harmlessCalls.js";
import { Inspection, type SessionPlace } from "./inspection.js";
import type { JudgedCalls } from "./judgedCalls.js";
import { RecordFields } from "./recordFields.js";
import type { RulesInForce } from "./rulesInForce.js";
import { SessionPlaces } from "./sessionPlaces.js";

export interface PreparationParts {
  /** Hash of a secret under the store's key, in hexadecimal. */
  readonly keyedHash: (secret: string) => string;
  /** Folders of the projects that the store has, by id. */
  readonly worktrees: ReadonlyMap<string, string>;
  /** Where a session works that none of the batches has told of. */
  readonly storedPlace?: (sessionId: string) => SessionPlace | undefined;
  readonly maskPersonalData: boolean;
  readonly indicators: Indicators | null;
  readonly rules: RulesInForce;
  /** Takes how the calls of each batch were judged. */
  readonly judged?: JudgedCalls;
}

/** What is done to the batches of one reading before they are stored: they are inspected, and harmless calls are marked. */
export class Preparation {
  private readonly fields: RecordFields;
  private readonly places: SessionPlaces;
  private readonly inspection: Inspection;
  private readonly harmless: HarmlessCalls;

  constructor({ keyedHash, worktrees, storedPlace = () => undefined, maskPersonalData, indicators, rules, judged }: PreparationParts) {
    this.fields = new RecordFields(keyedHash, maskPersonalData);
    this.places = new SessionPlaces(new Map(worktrees));
    const placeOf = (sessionId: string): SessionPlace | undefined => this.places.of(sessionId) ?? storedPlace(sessionId);
    this.inspection = new Inspection(keyedHash, placeOf, maskPersonalData, indicators, rules);
    this.harmless = new HarmlessCalls(placeOf, rules, judged);
  }

  prepare(batch: SourceBatch): SourceBatch {
    return this.judge(this.inspect(batch));
  }

  /** The first half, which needs the full texts. */
  inspect(batch: SourceBatch): SourceBatch {
    const masked = this.fields.mask(batch);
    this.places.note(masked);
    return this.inspection.inspect(masked);
  }

  /** The second half, also of a batch that another thread inspected. */
  judge(inspected: SourceBatch): SourceBatch {
    this.places.note(inspected);
    return this.harmless.mark(inspected);
  }
}
