import initSqlJs, { type SqlJsStatic } from "sql.js";
import { Store } from "../../../src/store/store.js";

let loading: Promise<SqlJsStatic> | undefined;

/** sql.js, loaded once for all tests. */
export function sqlJs(): Promise<SqlJsStatic> {
  return (loading ??= initSqlJs());
}

/** A store with a clock that stands still unless a test moves it. */
export async function openStore(path: string | null = null, clock: { now: number } = { now: 5000 }): Promise<Store> {
  return Store.open(await sqlJs(), { mayReplace: () => true, path, now: () => clock.now });
}
