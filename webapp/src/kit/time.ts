/** Times and counts as people say them, in the reader's language. */
import { ui } from "./i18n.svelte";

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 24 * 3600],
  ["month", 30 * 24 * 3600],
  ["week", 7 * 24 * 3600],
  ["day", 24 * 3600],
  ["hour", 3600],
  ["minute", 60],
];

export function ago(at: string, nowMs: number = Date.now()): string {
  const passedS = Math.max(0, (nowMs - Date.parse(at)) / 1000);
  const said = new Intl.RelativeTimeFormat(ui.lang, { numeric: "auto", style: "short" });
  for (const [unit, lengthS] of steps) {
    if (passedS >= lengthS) return said.format(-Math.floor(passedS / lengthS), unit);
  }
  return said.format(0, "second");
}

export function exactly(at: string): string {
  return new Intl.DateTimeFormat(ui.lang, { dateStyle: "long", timeStyle: "short" }).format(new Date(at));
}

export function month(at: string): string {
  return new Intl.DateTimeFormat(ui.lang, { year: "numeric", month: "long" }).format(new Date(at));
}

export function compact(count: number): string {
  return new Intl.NumberFormat(ui.lang, { notation: "compact", maximumFractionDigits: 1 }).format(count);
}

export function plain(count: number): string {
  return new Intl.NumberFormat(ui.lang).format(count);
}

export function percent(share: number): string {
  return new Intl.NumberFormat(ui.lang, { style: "percent" }).format(share);
}

/** An hour of the day, with the day where it is another one. */
export function clock(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const today = date.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(ui.lang, today ? { timeStyle: "short" } : { weekday: "long", hour: "numeric", minute: "numeric" }).format(date);
}

/** A day, as the server names it: it is the same day everywhere. */
export function day(at: string): string {
  return new Intl.DateTimeFormat(ui.lang, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(at));
}
