import assert from "node:assert/strict";
import { FrameReader, encodeFrame } from "../../../../src/worker/sharing/frames.js";

function readAll(reader: FrameReader, bytes: Buffer, pieceLength: number): { messages: unknown[]; problem: string | null } {
  const messages: unknown[] = [];
  for (let offset = 0; offset < bytes.length; offset += pieceLength) {
    const problem = reader.read(bytes.subarray(offset, offset + pieceLength), (message) => messages.push(message));
    if (problem) return { messages, problem };
  }
  return { messages, problem: null };
}

describe("frames between windows", () => {
  const messages = [{ type: "event", name: "ünïcödé 🙂" }, [], 0, null, { text: "x".repeat(200_000) }];
  const stream = Buffer.concat(messages.map((message) => encodeFrame(message)!));

  for (const length of [1, 3, 4096, stream.length]) {
    it(`arrive whole and in order from pieces of ${length} bytes`, () => {
      assert.deepEqual(readAll(new FrameReader(1_000_000), stream, length), { messages, problem: null });
    });
  }

  it("above the limit are refused at their header, before anything is kept of them", () => {
    const promised = Buffer.from([0xff, 0xff, 0xff, 0xff]);
    assert.deepEqual(readAll(new FrameReader(1_000), promised, 4), { messages: [], problem: "too-large" });
    assert.equal(encodeFrame("x".repeat(100), 50), null);
  });

  it("that hold no JSON, or nothing, end the reading, and what came before was handed out", () => {
    const noise = Buffer.from([0, 0, 0, 2, 0x7b, 0x7b]);
    assert.deepEqual(readAll(new FrameReader(1_000), Buffer.concat([encodeFrame(1)!, noise]), 7), { messages: [1], problem: "malformed" });
    assert.deepEqual(readAll(new FrameReader(1_000), Buffer.alloc(4), 4), { messages: [], problem: "malformed" });
  });
});
