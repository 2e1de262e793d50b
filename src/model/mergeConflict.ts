/** A line with which git marks a conflict. In a team's file as it should be no line begins so. */
const MARKER = /^(?:<{7}|\|{7}|={7}|>{7})/m;

/** Offset of the first line that marks a conflict; null where there is none. */
export function firstMarker(text: string): number | null {
  return MARKER.exec(text)?.index ?? null;
}
