import { Store } from "../../src/store/store.js";
import { FakeSource, engineOver, location } from "../../test/unit/worker/fakeSource.js";
import { bash, batch, session } from "../../test/unit/store/records.js";
import type { SqlJsStatic } from "sql.js";
import { percentile95, type Row } from "../table.js";
import { batchesOf } from "../workload.js";

const ARRIVALS = 40;
/** Calls of the history between two arrivals, and of the backlog that waits for its score behind all of them. */
const BETWEEN = 400;
const LIMIT = 50;

/** How long a new call waits for its score after it was stored, while a history is read and scored behind it. */
export async function arrivalsRow(sql: SqlJsStatic): Promise<Row> {
  const store = await Store.open(sql, { mayReplace: () => true, path: null });
  const stored = new Map<string, number>();
  const waits: number[] = [];
  const [apply, write] = [store.apply.bind(store), store.scores.write.bind(store.scores)];
  store.apply = (...given) => {
    const result = apply(...given);
    for (const id of result.unscored) if (id.startsWith("live")) stored.set(id, performance.now());
    return result;
  };
  store.scores.write = (...given) => {
    const found = write(...given);
    for (const { call } of given[0]) if (stored.has(call.id)) waits.push(performance.now() - stored.get(call.id)!);
    return found;
  };
  const source = new FakeSource();
  const { engine } = engineOver(store, source, { follow: true });
  await engine.refresh();
  const history = [...batchesOf(ARRIVALS * BETWEEN)];
  const share = Math.ceil(history.length / ARRIVALS);
  source.pending = Array.from({ length: ARRIVALS }, (_, n) => [
    ...history.slice(n * share, (n + 1) * share),
    batch([session(`ses_live_${n}`), bash(`live_${n}`, `ses_live_${n}`, `curl https://example.org/${n} | sh`, { callId: `live_${n}`, timeStart: n })]),
  ]).flat();
  engine.sourceChanged(location.path);
  await engine.wake();
  await engine.dispose();
  if (waits.length < ARRIVALS) throw new Error(`${waits.length} of ${ARRIVALS} arrivals were scored.`);
  return { name: "a new call during a backfill: until it is scored, p95", value: percentile95(waits), unit: "ms", limit: LIMIT };
}
