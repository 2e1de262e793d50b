/** UTF-8 of a text, one character a byte. */
export function utf8(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => String.fromCharCode(byte)).join("");
}

/** UTF-16 of a text, one character a byte. */
export function utf16(text: string, order: "little" | "big"): string {
  let bytes = "";
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    const [low, high] = [String.fromCharCode(unit & 255), String.fromCharCode(unit >> 8)];
    bytes += order === "little" ? low + high : high + low;
  }
  return bytes;
}

/** Base64 of bytes, one character a byte. */
export function base64(bytes: string): string {
  return btoa(bytes);
}

/**
 * The parts of the base64 of bytes that stay the same wherever they begin in the encoded text, for each of the three
 * offsets (Sigma modifiers appendix, `base64offset`).
 */
export function base64Offsets(bytes: string): string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = btoa("\0".repeat(offset) + bytes);
    const fixedEnd = Math.floor(((offset + bytes.length) * 8) / 6);
    return encoded.slice([0, 2, 3][offset], fixedEnd);
  });
}

/** Signs that begin an option on one system or another. */
const DASHES = ["-", "/", "–", "—", "―"];
/** With more options in one value there would be more than 625 ways to write it. */
export const DASH_LIMIT = 4;

/** All ways to write the options of a value; null where there are more than four of them. */
export function dashVariants(value: string): string[] | null {
  const places = [...value.matchAll(/(?<![\w])[-/–—―](?=\w)/g)].map(({ index }) => index);
  if (places.length > DASH_LIMIT) return null;
  let variants = [value];
  for (const place of places) variants = variants.flatMap((text) => DASHES.map((dash) => text.slice(0, place) + dash + text.slice(place + 1)));
  return variants;
}
