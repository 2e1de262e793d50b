import assert from "node:assert/strict";
import type { Alert } from "../../../src/protocol/alerts.js";
import { HeldAlerts } from "../../../src/views/dashboard/heldAlerts.js";

describe("alerts for the dashboard", () => {
  const of = (source: string): Alert => ({ kind: "unwatched", source });

  it("wait while no page is there, the newest three, and are told once", () => {
    const shown: Alert[] = [];
    const held = new HeldAlerts((alert) => shown.push(alert));
    for (const source of ["a", "b", "c", "d"]) held.note(of(source));
    assert.deepEqual([shown, held.take(), held.take()], [[], ["b", "c", "d"].map(of), []]);
    held.note(of("e"));
    assert.deepEqual(shown, [of("e")]);
    held.hide();
    held.note(of("f"));
    assert.deepEqual([shown, held.take()], [[of("e")], [of("f")]]);
  });
});
