/** Times and counts as people say them, in the reader's language. */
import { ui } from "./i18n.svelte";
import { standIn } from "./standin";

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
  const [unit, lengthS] = steps.find(([, lengthS]) => passedS >= lengthS) ?? ["second", Infinity];
  const count = Math.floor(passedS / lengthS);
  return standIn()?.ago(count, unit) ?? said.format(count ? -count : 0, unit);
}

export function exactly(at: string): string {
  const date = new Date(at);
  const own = standIn();
  return own ? `${own.date(date, "long")}, ${own.time(date)}` : new Intl.DateTimeFormat(ui.lang, { dateStyle: "long", timeStyle: "short" }).format(date);
}

export function month(at: string): string {
  const date = new Date(at);
  return standIn()?.date(date, "month") ?? new Intl.DateTimeFormat(ui.lang, { year: "numeric", month: "long" }).format(date);
}

export function compact(count: number): string {
  return standIn()?.compact(count) ?? new Intl.NumberFormat(ui.lang, { notation: "compact", maximumFractionDigits: 1 }).format(count);
}

export function plain(count: number): string {
  return standIn()?.number(count) ?? new Intl.NumberFormat(ui.lang).format(count);
}

export function percent(share: number): string {
  return new Intl.NumberFormat(ui.lang, { style: "percent" }).format(share);
}

/** An hour of the day, with the day where it is another one. */
export function clock(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const today = date.toDateString() === new Date().toDateString();
  const own = standIn();
  if (own) return today ? own.time(date) : `${own.weekday(date)} ${own.time(date)}`;
  return new Intl.DateTimeFormat(ui.lang, today ? { timeStyle: "short" } : { weekday: "long", hour: "numeric", minute: "numeric" }).format(date);
}

/** A day, as the server names it: it is the same day everywhere. */
export function day(at: string): string {
  const date = new Date(at);
  return standIn()?.date(date, "medium", "UTC") ?? new Intl.DateTimeFormat(ui.lang, { dateStyle: "medium", timeZone: "UTC" }).format(date);
}

/** A day of this year, as short as it can be said. */
export function shortDay(at: string): string {
  const date = new Date(at);
  return standIn()?.date(date, "short", "UTC") ?? new Intl.DateTimeFormat(ui.lang, { month: "short", day: "numeric", timeZone: "UTC" }).format(date);
}

/** A length as players show it: 1:05. */
export function clockOf(ms: number): string {
  const s = Math.max(1, Math.round(ms / 1000));
  return `${plain(Math.floor(s / 60))}:${s % 60 < 10 ? plain(0) : ""}${plain(s % 60)}`;
}
