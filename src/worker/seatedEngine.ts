import { ChannelServer, RequestError } from "../protocol/channel.js";
import { type EngineOptions, type EngineStatus, engineContract } from "../protocol/engine.js";
import { openEngine } from "./bootstrap.js";
import type { EngineEvents } from "./announcements.js";
import { Following } from "./following.js";
import { engineHandlers } from "./handlers.js";
import type { AloneReason, SeatedEngine, Tenure } from "./sharing/engineSeat.js";

type Notice = EngineStatus["notices"][number];
type Server = ChannelServer<typeof engineContract>;

/**
 * Opens the engine for as many windows as ask it, follows the sources, and gives it back at once: it reads afterwards.
 *
 * @param reads false: it works on what the store has, and looks at no source
 */
export async function openSeatedEngine(options: EngineOptions, tenure: Tenure, logHere: EngineEvents["log"], reads = true): Promise<SeatedEngine> {
  const servers = new Set<Server>();
  const withNotice = (status: EngineStatus): EngineStatus =>
    tenure.kind === "alone" ? { ...status, notices: [...status.notices, aloneNotice(tenure.reason)] } : status;
  const engine = await openEngine(
    tenure.kind === "alone" ? { ...options, storeDirectory: null } : options,
    {
      status: (status) => servers.forEach((server) => server.emit("status", withNotice(status))),
      changed: (sessionIds) => servers.forEach((server) => server.emit("changed", { sessionIds: sessionIds === null ? null : [...sessionIds] })),
      // Once over all windows: the one that had the attention last comes last.
      alert: (alert) => [...servers].at(-1)?.emit("alert", alert),
      log: logHere,
    },
    { mayReplace: () => tenure.kind === "alone" || tenure.lease.isHeld() },
  );
  const handlers = engineHandlers(engine, {
    reenrichProgress: (done, total) => servers.forEach((server) => server.emit("reenrichProgress", { done, total })),
    shutdown: () => Promise.reject(new RequestError("invalid", "Only its own window ends an engine.")),
  });
  const attend = (server: Server): Record<string, never> => {
    servers.delete(server);
    servers.add(server);
    return {};
  };
  const following = new Following(engine);
  const found = reads ? engine.discover() : [];
  if (options.follow) following.start(found);
  // Later, so that who waits for the engine is answered before it reads.
  if (reads) setImmediate(() => void engine.wake());
  return {
    serve(port) {
      const server: Server = new ChannelServer(
        engineContract,
        port,
        { ...handlers, status: () => withNotice(engine.status()), attend: () => attend(server) },
        (request, error) => logHere("error", `'${request}' failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
        (why) => logHere("warning", `Dropped ${why}.`),
      );
      servers.add(server);
      server.emit("status", withNotice(engine.status()));
      // What a window knows may be another engine's.
      server.emit("changed", { sessionIds: null });
      return () => {
        servers.delete(server);
        server.close();
      };
    },
    async dispose() {
      await following.dispose();
      await engine.dispose();
    },
  };
}

/** Why this window has an engine of its own: what happened, what it means, what to do. */
function aloneNotice(reason: AloneReason): Notice {
  const alone = "This window works in memory only, so its next start reads everything again.";
  switch (reason.kind) {
    case "not-writable":
      return { id: "alone", severity: "warning", message: `The folder of Spotter's store cannot be written to (${reason.code}). ${alone} Check its permissions.` };
    case "no-socket":
      return { id: "alone", severity: "warning", message: `No socket could be made for Spotter's other windows (${reason.code}). ${alone} Check the permissions of the temporary folder.` };
    case "other-version":
      return { id: "alone", severity: "warning", message: `Another window runs another version of Spotter (${reason.version}). ${alone} Reload that window.` };
    case "no-answer":
      return { id: "alone", severity: "warning", message: `The window that runs Spotter's engine (process ${reason.pid}) does not answer. ${alone} Reload that window.` };
    case "elsewhere":
      return { id: "alone", severity: "warning", message: `Another machine or container that shares the folder of Spotter's store has taken it over. ${alone} Close the windows there to share it again.` };
  }
}
