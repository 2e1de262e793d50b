import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import * as v from "valibot";

/** Largest frame before the other side has proved who it is, in bytes. */
export const LARGEST_HANDSHAKE = 1_024;

type Side = "client" | "engine";
const PURPOSE: Readonly<Record<Side, string>> = { client: "spotter client", engine: "spotter engine" };
const proofFrame = v.object({ type: v.literal("proof"), proof: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) });

/** A fresh secret of 256 bits, as hexadecimal digits; the lease carries it to those who may read the lease. */
export function newToken(): string {
  return randomBytes(32).toString("hex");
}

/**
 * The first frame of each side: it shows that the sender knows the lease's token, and does not tell the token. The client
 * sends its first, so an impostor who took the engine's place learns nothing with which to answer as the engine.
 */
export function proofOf(side: Side, token: string): v.InferOutput<typeof proofFrame> {
  return { type: "proof", proof: createHmac("sha256", token).update(PURPOSE[side]).digest("hex") };
}

/** True when the message is that side's proof; takes the same time wherever it differs. */
export function isProofOf(side: Side, token: string, message: unknown): boolean {
  const parsed = v.safeParse(proofFrame, message);
  return parsed.success && timingSafeEqual(Buffer.from(parsed.output.proof, "hex"), Buffer.from(proofOf(side, token).proof, "hex"));
}
