import type { Handlers } from "../../protocol/channel.js";
import type { DashboardContract, WantedFindings } from "../../protocol/dashboard.js";
import type { EngineContract } from "../../protocol/engine.js";
import { type Untrusted } from "../../model/untrusted.js";
import type { TranscriptTarget } from "../commands.js";
import type { EngineClient } from "../engine/engineClient.js";
import { folderPaths } from "../workspaceFolders.js";
import type { HeldAlerts } from "./heldAlerts.js";
import { alertInReadersLanguage, callInReadersLanguage, findingInReadersLanguage, titleInReadersLanguage } from "./readersLanguage.js";
import { saveFile } from "./saveFile.js";

/** What the page's requests lead to in this window. */
export interface DashboardJumps {
  readonly openTranscript: (target: TranscriptTarget) => Promise<void>;
  /** `folder`: that of the project that is wanted. */
  readonly openFindings: (wanted: WantedFindings, folder: Untrusted | null) => Promise<void>;
  readonly openCoverage: () => Promise<void>;
  readonly refresh: () => Promise<void>;
}

/** Hands on to the engine what the page asks, and puts the words of rules into the reader's language. */
export function dashboardHandlers(engine: EngineClient, jumps: DashboardJumps, held: HeldAlerts): Handlers<DashboardContract> {
  const asked = <K extends keyof EngineContract["requests"] & keyof DashboardContract["requests"]>(name: K) => (params: Parameters<typeof engine.request<K>>[1], signal: AbortSignal) => engine.request(name, params, { signal });
  return {
    status: asked("status"),
    filterChoices: asked("filterChoices"),
    trend: asked("trend"),
    techniqueMatrix: asked("techniqueMatrix"),
    rankings: asked("rankings"),
    dataFlow: asked("dataFlow"),
    accessPattern: asked("accessPattern"),
    threatLevel: async ({ filter }, signal) => {
      const { workspace, machine, period } = await engine.request("threatLevel", { filter, folders: folderPaths() }, { signal });
      return { workspace: workspace && findingInReadersLanguage(workspace), machine: findingInReadersLanguage(machine), period };
    },
    eventStream: async (params, signal) => {
      const page = await engine.request("eventStream", params, { signal });
      return { ...page, rows: page.rows.map(callInReadersLanguage) };
    },
    stories: async (params, signal) => (await engine.request("stories", params, { signal })).map((story) => ({ ...titleInReadersLanguage(story), steps: story.steps.map(callInReadersLanguage) })),
    openWork: async (params, signal) => {
      const work = await engine.request("openWork", params, { signal });
      return { ...work, expiring: work.expiring.map(titleInReadersLanguage) };
    },
    openCall: async ({ sessionId, callId }) => (await jumps.openTranscript({ sessionId, callId }), {}),
    openSession: async ({ sessionId }) => (await jumps.openTranscript({ sessionId, callId: null }), {}),
    openFindings: async (wanted, signal) => {
      const { projects } = wanted.projectId === null ? { projects: [] } : await engine.request("filterChoices", {}, { signal });
      await jumps.openFindings(wanted, projects.find(({ id }) => id === wanted.projectId)?.folder ?? null);
      return {};
    },
    openCoverage: async () => (await jumps.openCoverage(), {}),
    alerts: () => ({ alerts: held.take().map(alertInReadersLanguage) }),
    refresh: async () => (await jumps.refresh(), {}),
    save: async ({ name, format, text }) => ({ saved: await saveFile(`${name}.${format}`, format, text) }),
  };
}
