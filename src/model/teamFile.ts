/** Where a team keeps its suppressions, below the folder for which they hold. */
export const TEAM_FILE = ".spotter/suppressions.json";
/** Bytes of the largest team's file that is read, in UTF-8. */
export const LARGEST_TEAM_FILE = 1_000_000;
