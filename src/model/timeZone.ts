/** A stretch of time in which a zone's clock is the same ahead of UTC; both in milliseconds, `from` since 1970. */
export interface Stretch {
  readonly from: number;
  readonly ahead: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Changes of the clock are looked for within these years; OpenCode is younger, and before and after them the clock is taken to stay as it is. */
const FIRST = Date.UTC(2020, 0, 1);
const LAST = Date.UTC(2040, 0, 1);
/** No zone changes its clock twice within so many days. */
const STEP_MS = 14 * DAY_MS;

const known = new Map<string, readonly Stretch[]>();

/** True for a name of the IANA database, such as `Europe/Berlin`, that this machine has. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** How far a zone's clock is ahead of UTC in the course of time. The first stretch has no beginning. @param zone a name that `isTimeZone` */
export function stretchesOf(zone: string): readonly Stretch[] {
  let stretches = known.get(zone);
  if (!stretches) known.set(zone, (stretches = lookUp(zone)));
  return stretches;
}

/** When a day begins by a zone's clock, in milliseconds since 1970: midnight, or where the clock skips it the moment after. @param day days since 1970 */
export function beginOfDay(zone: string, day: number): number {
  const stretches = stretchesOf(zone);
  const index = stretches.findIndex(({ from, ahead }, at) => Math.max(from, day * DAY_MS - ahead) < (stretches[at + 1]?.from ?? Infinity));
  const { from, ahead } = stretches[index]!;
  return Math.max(from, day * DAY_MS - ahead);
}

function lookUp(zone: string): readonly Stretch[] {
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
  const aheadAt = (time: number): number => aheadOf(format, time);
  const stretches: Stretch[] = [{ from: -Infinity, ahead: aheadAt(FIRST) }];
  for (let time = FIRST; time < LAST; time += STEP_MS) {
    const ahead = aheadAt(time + STEP_MS);
    if (ahead !== stretches.at(-1)!.ahead) stretches.push({ from: changeWithin(time, time + STEP_MS, (at) => aheadAt(at) === ahead), ahead });
  }
  return stretches;
}

/** The first minute after `before` in which it is so; at `after` it is. */
function changeWithin(before: number, after: number, isSo: (time: number) => boolean): number {
  let [no, yes] = [before / MINUTE_MS, after / MINUTE_MS];
  while (yes - no > 1) {
    const middle = Math.floor((no + yes) / 2);
    if (isSo(middle * MINUTE_MS)) yes = middle;
    else no = middle;
  }
  return yes * MINUTE_MS;
}

/** From what is written as `GMT+05:30`, and as `GMT` where there is no difference. */
function aheadOf(format: Intl.DateTimeFormat, time: number): number {
  const name = format.formatToParts(time).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * MINUTE_MS;
}
