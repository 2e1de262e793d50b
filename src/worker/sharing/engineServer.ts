import { chmodSync, rmdirSync } from "node:fs";
import { type Server, type Socket, createServer } from "node:net";
import type { Port } from "../../protocol/channel.js";
import { errorCode } from "../../disk/files.js";
import { newAddress } from "./address.js";
import { FramedSocket } from "./framedSocket.js";
import { LARGEST_FRAME } from "./frames.js";
import { LARGEST_HANDSHAKE, isProofOf, newToken, proofOf } from "./handshake.js";

/** Connections at a time: windows and command lines of one person. */
const MOST_PEERS = 32;
/** How long a peer may take to prove who it is, in milliseconds. */
const HANDSHAKE_MS = 5_000;

/** Begins to answer a peer over its port, and gives the function that ends it. */
export type Serve = (port: Port) => () => void;

/**
 * Listens for the other windows. It listens before the lease is taken and the engine opened: who connects meanwhile waits,
 * and nobody takes a starting engine for a dead one.
 */
export class EngineServer {
  readonly token = newToken();
  private readonly peers = new Map<Socket, () => void>();
  private serve: Serve | null = null;
  private frozen = false;

  private constructor(
    private readonly server: Server,
    readonly socketPath: string,
    private readonly folder: string | null,
    private readonly log: (message: string) => void,
  ) {
    server.on("connection", (socket) => this.accept(socket));
    server.on("error", (error) => log(`The engine's socket failed: ${errorCode(error)}`));
  }

  /**
   * Begins to listen. Gives the code of the failure where it cannot.
   *
   * @param directory the store's, mode 0700
   * @param log told of peers that were turned away or dropped; never what they sent
   */
  static async listen(directory: string, log: (message: string) => void): Promise<EngineServer | { readonly code: string }> {
    const address = newAddress(directory);
    if ("code" in address) return address;
    // Nobody is heard before the engine is there.
    const server = createServer({ pauseOnConnect: true });
    try {
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(address.path, () => (server.off("error", reject), resolve()));
      });
      if (address.path.startsWith("/")) chmodSync(address.path, 0o600);
    } catch (error) {
      server.close();
      removeFolder(address.folder);
      return { code: errorCode(error) };
    }
    return new EngineServer(server, address.path, address.folder, log);
  }

  /** That it listens keeps no process from ending. */
  unref(): void {
    this.server.unref();
  }

  /** Lets the peers in, also those that wait already. */
  admit(serve: Serve): void {
    this.serve = serve;
    for (const socket of [...this.peers.keys()]) this.greet(socket, serve);
  }

  /**
   * Answers nobody any more, but keeps the connections: their end tells the other windows that the lease is free, so it
   * must not come before the last save.
   */
  freeze(): void {
    this.frozen = true;
    for (const [socket, end] of this.peers) {
      socket.pause();
      end();
      this.peers.set(socket, () => undefined);
    }
  }

  /** Ends all connections and stops to listen. */
  async close(): Promise<void> {
    this.freeze();
    for (const socket of this.peers.keys()) socket.destroy();
    // Removes the socket's file too.
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
    removeFolder(this.folder);
  }

  private accept(socket: Socket): void {
    if (this.frozen || this.peers.size >= MOST_PEERS) {
      if (!this.frozen) this.log("Turned a window away: too many are connected.");
      socket.destroy();
      return;
    }
    this.peers.set(socket, () => undefined);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      this.peers.get(socket)?.();
      this.peers.delete(socket);
    });
    if (this.serve) this.greet(socket, this.serve);
  }

  /** Waits for the peer's proof, and serves it then. */
  private greet(socket: Socket, serve: Serve): void {
    const framed = new FramedSocket(socket, { largestIncoming: LARGEST_HANDSHAKE, hearOnlyReaders: true });
    const timer = setTimeout(() => framed.end("it did not say who it is"), HANDSHAKE_MS);
    framed.onEnd = (why) => {
      clearTimeout(timer);
      if (why !== "closed") this.log(`Dropped a connection: ${why}.`);
    };
    framed.onMessage = (message) => {
      if (!isProofOf("client", this.token, message)) return framed.end("it does not know the lease");
      clearTimeout(timer);
      framed.allow(LARGEST_FRAME);
      framed.send(proofOf("engine", this.token));
      this.peers.set(socket, this.serveOver(framed, serve));
    };
    socket.resume();
  }

  private serveOver(framed: FramedSocket, serve: Serve): () => void {
    let open = true;
    const port: Port = {
      post: (message) => {
        // A handler that ends late must not answer for an engine that is closing: the asker asks the next one.
        if (open && framed.send(message) === "too-large") this.explainTooLarge(framed, message);
      },
      listen(listener) {
        framed.onMessage = listener;
        return () => (framed.onMessage = () => undefined);
      },
    };
    const end = serve(port);
    return () => {
      open = false;
      end();
    };
  }

  private explainTooLarge(framed: FramedSocket, message: unknown): void {
    this.log("Dropped a message that is too large for a connection between windows.");
    if (typeof message !== "object" || message === null || !("id" in message)) return;
    framed.send({ type: "error", id: message.id, failure: "failed", message: "The answer is too large to be handed to another window." });
  }
}

function removeFolder(folder: string | null): void {
  if (folder === null) return;
  try {
    rmdirSync(folder);
  } catch (error) {
    // Not empty, or gone already: an empty folder in a temporary place is all that can be left.
    if (errorCode(error) === "UNKNOWN") throw error;
  }
}
