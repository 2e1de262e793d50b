/** `live`: changes are read as they happen. `paused`: until a person goes on. `manual`: a person's setting. In the last two only what a person asks for is read. */
export const READING_MODES = ["live", "paused", "manual"] as const;
export type ReadingMode = (typeof READING_MODES)[number];
