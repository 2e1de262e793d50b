import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");
const COLOURS = 256;

/**
 * A picture in 256 of its colours, which takes less than half of the room: each other colour, such as those of a letter's edge, becomes the one that
 * is nearest to it.
 * @param {Buffer} png of 8 bits a channel, without transparency and not interlaced, as Chromium writes one
 * @returns {Buffer}
 */
export function palettePng(png) {
  const chunks = readChunks(png);
  const header = chunks.find(({ type }) => type === "IHDR").data;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  if (header.subarray(8).toString("hex") !== "0802000000") throw new Error("The picture is no RGB image of 8 bits a channel: it cannot be made smaller. Take it anew with Chromium.");
  const pixels = unfiltered(inflateSync(Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data))), width * 3, height);
  const counts = new Map();
  for (let at = 0; at < pixels.length; at += 3) counts.set(pixels.readUIntBE(at, 3), (counts.get(pixels.readUIntBE(at, 3)) ?? 0) + 1);
  const { palette, places } = chosen(counts);
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) lines[y * (width + 1) + 1 + x] = places.get(pixels.readUIntBE((y * width + x) * 3, 3));
  header.set([8, 3], 8);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([SIGNATURE, chunk("IHDR", header), chunk("PLTE", colours), chunk("IDAT", deflateSync(lines, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

function readChunks(png) {
  const chunks = [];
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString("latin1", at + 4, at + 8), data: Buffer.from(png.subarray(at + 8, at + 8 + length)) });
    at += length + 12;
  }
  return chunks;
}

/** What PNG's filters of a line took away (PNG specification, 9.2) is added again. */
function unfiltered(filtered, stride, height) {
  const pixels = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = filtered[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const [left, up, corner] = [x < 3 ? 0 : pixels[at - 3], y === 0 ? 0 : pixels[at - stride], x < 3 || y === 0 ? 0 : pixels[at - stride - 3]];
      pixels[at] = filtered[y * (stride + 1) + 1 + x] + [0, left, up, (left + up) >> 1, filter === 4 ? paeth(left, up, corner) : 0][filter];
    }
  }
  return pixels;
}

function paeth(left, up, corner) {
  const [byLeft, byUp, byCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner;
}

/** One colour after the other: that of which most would be lost, by the number of its pixels and how far the nearest chosen one is. A small icon's is not. */
function chosen(counts) {
  const palette = [];
  const left = [...counts].map(([colour, count]) => ({ colour, count, place: 0, distance: Infinity }));
  while (palette.length < COLOURS) {
    const worst = left.reduce((one, other) => (other.count * other.distance > one.count * one.distance || (one.distance === Infinity && other.count > one.count) ? other : one));
    if (worst.distance === 0) break;
    palette.push(worst.colour);
    for (const each of left) {
      const distance = [16, 8, 0].reduce((sum, shift) => sum + (((each.colour >> shift) & 255) - ((worst.colour >> shift) & 255)) ** 2, 0);
      if (distance < each.distance) Object.assign(each, { distance, place: palette.length - 1 });
    }
  }
  return { palette, places: new Map(left.map(({ colour, place }) => [colour, place])) };
}

function chunk(type, data) {
  const typed = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, sum]);
}
