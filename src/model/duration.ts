const SECOND_MS = 1_000;
const MINUTE_S = 60;
const HOUR_MIN = 60;

/**
 * A length of time in its two largest units, as in "12 ms", "1.5 s", "3 min 5 s" or "2 h 10 min".
 * @param ms milliseconds; a clock that was set back gives less than none, which counts as none
 */
export function durationText(ms: number): string {
  const length = Math.max(0, ms);
  if (length < SECOND_MS) return `${Math.round(length)} ms`;
  if (length < MINUTE_S * SECOND_MS - 50) return `${(length / SECOND_MS).toFixed(1)} s`;
  const seconds = Math.round(length / SECOND_MS);
  const minutes = Math.floor(seconds / MINUTE_S);
  if (minutes < HOUR_MIN) return `${minutes} min ${seconds % MINUTE_S} s`;
  return `${Math.floor(minutes / HOUR_MIN)} h ${minutes % HOUR_MIN} min`;
}
