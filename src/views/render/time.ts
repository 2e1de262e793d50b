/** Formats by language and options: making one takes fifty times as long as using it, and a tree draws hundreds of times at once. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([language, options]);
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.DateTimeFormat(language, options)));
  return format;
}

/** Short words for a time (milliseconds since 1970): the clock for today, else the date. They do not age while they are shown. */
export function shortTime(time: number, now: number, language: string): string {
  const then = new Date(time);
  if (!Number.isFinite(then.getTime())) return "";
  const sameDay = then.toDateString() === new Date(now).toDateString();
  const sameYear = then.getFullYear() === new Date(now).getFullYear();
  const options: Intl.DateTimeFormatOptions = sameDay
    ? { timeStyle: "short" }
    : { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) };
  return formatOf(language, options).format(then);
}

/** The whole date and time, for tooltips and screen readers. */
export function longTime(time: number, language: string): string {
  const then = new Date(time);
  return Number.isFinite(then.getTime()) ? formatOf(language, { dateStyle: "medium", timeStyle: "short" }).format(then) : "";
}

/** A date with its day of the week, for a moment in UTC. */
export function dayTime(time: number, language: string): string {
  const then = new Date(time);
  return Number.isFinite(then.getTime()) ? formatOf(language, { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(then) : "";
}
