const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const END_LENGTH = 22;
const ENTRY_LENGTH = 46;

/**
 * Names in a zip file's central directory (PKWARE APPNOTE 4.3.12), sorted; without a comment at its end and below 4 GB, as vsce
 * writes it.
 */
export function zipEntries(zip: Buffer): string[] {
  const end = zip.length - END_LENGTH;
  if (zip.readUInt32LE(end) !== END_SIGNATURE) throw new Error("no end record at the end of the zip file");
  const names: string[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== ENTRY_SIGNATURE) throw new Error(`no entry at ${at}`);
    const [name, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset)) as [number, number, number];
    names.push(zip.toString("utf8", at + ENTRY_LENGTH, at + ENTRY_LENGTH + name));
    at += ENTRY_LENGTH + name + extra + comment;
  }
  return names.sort();
}
