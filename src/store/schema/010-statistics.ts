import type { Migration } from "../migrations.js";

/** What statistics need of calls and messages that retention folds. */
export const migration: Migration = {
  version: 10,
  title: "techniques, rules, models and secrets of folded calls, tokens by session and model",
  sql: `
    -- kind: 'technique', 'rule', 'model' (JSON of provider and model) or 'secret' (a keyed hash).
    CREATE TABLE folded_fact (
      kind TEXT NOT NULL,
      value TEXT NOT NULL,
      -- The calls' score; of a secret 2 where it left for a host, 1 for a model, and else 0.
      score INTEGER NOT NULL,
      session_id TEXT NOT NULL,
      calls INTEGER NOT NULL,
      PRIMARY KEY (kind, value, score, session_id)
    ) WITHOUT ROWID;
    CREATE INDEX folded_fact_by_session ON folded_fact (session_id);
    CREATE TABLE session_model (
      session_id TEXT NOT NULL,
      provider_id TEXT NOT NULL,
      model_id TEXT NOT NULL,
      messages INTEGER NOT NULL,
      cost REAL NOT NULL,
      tokens_input INTEGER NOT NULL,
      tokens_output INTEGER NOT NULL,
      tokens_reasoning INTEGER NOT NULL,
      tokens_cache_read INTEGER NOT NULL,
      tokens_cache_write INTEGER NOT NULL,
      PRIMARY KEY (session_id, provider_id, model_id)
    ) WITHOUT ROWID;
    INSERT INTO session_model SELECT session_id, coalesce(provider_id, ''), coalesce(model_id, ''), count(*), sum(cost), sum(tokens_input), sum(tokens_output),
      sum(tokens_reasoning), sum(tokens_cache_read), sum(tokens_cache_write) FROM message GROUP BY 1, 2, 3;
    CREATE INDEX session_by_source ON session (source_id);
  `,
};
