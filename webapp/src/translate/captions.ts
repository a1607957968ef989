/** Captions as they are edited: times and words as typed, what is wrong with them, and WebVTT. */
import type { Lang } from "../kit/types";

/** Captions in one language, as the server keeps them. */
export interface Captions {
  media: string;
  lang: Lang;
  state: "wanted" | "failed" | "draft" | "edited" | "published";
  vtt: string;
  reason: string;
  at: string;
}

/** All there are of one picture. `drafts`: this square has somebody who writes down speech. */
export interface CaptionsPage {
  items: Captions[];
  picture: string;
  /** What is played and written down; a picture has none. */
  film?: string | null;
  mine: boolean;
  drafts: boolean;
}

/** What is said from one moment to another; times stay as they were typed, so that nothing is lost. */
export interface Cue {
  key: number;
  start: string;
  end: string;
  text: string;
}

/** What is wrong with one cue: the end of a message's key, and the field it is about. */
export interface Wrong {
  field: "start" | "end" | "text";
  why: string;
}

/** A file that cannot be read: the line (from 1), and why. */
export class VttError extends Error {
  constructor(
    readonly line: number,
    readonly why: string,
  ) {
    super(why);
  }
}

export const limits = { cues: 3000, chars: 500, ms: 24 * 3_600_000, fileChars: 400_000 };
export const shortMs = 2000;

let last = 0;

export function cueOf(startMs: number, endMs: number, text = ""): Cue {
  last += 1;
  return { key: last, start: timeOf(startMs), end: timeOf(endMs), text };
}

const two = (count: number) => String(count).padStart(2, "0");

export function timeOf(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  const seconds = Math.floor(whole / 1000);
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${String(whole % 1000).padStart(3, "0")}`;
  return hours > 0 ? `${two(hours)}:${rest}` : rest;
}

// as people type them: "1:05", "65", "1:05.5", "1:05,250", and digits of other scripts
const typed = /^(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,5})(?:[.,](\d{1,3}))?$/;
const digits = (text: string) => text.replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 15)).replace("٫", ".");

/** Milliseconds, or null for what is no time. */
export function msOf(text: string): number | null {
  const found = typed.exec(digits(text.trim()));
  if (!found) return null;
  const [, hours, minutes, seconds, part] = found;
  if (minutes !== undefined && Number(seconds) > 59) return null;
  if (hours !== undefined && Number(minutes) > 59) return null;
  const ms = ((Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds)) * 1000 + Number((part ?? "").padEnd(3, "0"));
  return ms <= limits.ms ? ms : null;
}

/** Rows without what would end a cue in a file. */
const rowsOf = (text: string) => text.split("\n").map((row) => row.trim()).filter(Boolean);

/** What is wrong with each cue, by its key; an empty map can be saved. */
export function wrongs(cues: readonly Cue[]): Map<number, Wrong[]> {
  const found = new Map<number, Wrong[]>();
  let before = -1;
  for (const cue of cues) {
    const wrong: Wrong[] = [];
    const [start, end] = [msOf(cue.start), msOf(cue.end)];
    if (start === null) wrong.push({ field: "start", why: "time" });
    else if (start < before) wrong.push({ field: "start", why: "order" });
    if (end === null) wrong.push({ field: "end", why: "time" });
    else if (start !== null && end <= start) wrong.push({ field: "end", why: "backwards" });
    if (rowsOf(cue.text).length === 0) wrong.push({ field: "text", why: "empty" });
    else if ([...cue.text].length > limits.chars) wrong.push({ field: "text", why: "long" });
    if (wrong.length > 0) found.set(cue.key, wrong);
    before = start ?? before;
  }
  return found;
}

export function inOrder(cues: readonly Cue[]): Cue[] {
  return [...cues].sort((a, b) => (msOf(a.start) ?? 0) - (msOf(b.start) ?? 0));
}

const full = (ms: number) => (ms < 3_600_000 ? `00:${timeOf(ms)}` : timeOf(ms));
const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** WebVTT of cues without wrongs. */
export function vttOf(cues: readonly Cue[]): string {
  const blocks = cues.map((cue) => `${full(msOf(cue.start)!)} --> ${full(msOf(cue.end)!)}\n${escaped(rowsOf(cue.text).join("\n"))}`);
  return `${["WEBVTT", ...blocks].join("\n\n")}\n`;
}

/** The cue that stands at a line of `vttOf(cues)`, as the server names lines. */
export function cueAtLine(cues: readonly Cue[], line: number): Cue | undefined {
  let at = 3;
  return cues.find((cue) => {
    at += rowsOf(cue.text).length + 2;
    return line < at;
  });
}

const fileTime = String.raw`(?:\d{2,3}:)?[0-5]\d:[0-5]\d\.\d{3}`;
const timing = new RegExp(String.raw`^(${fileTime})[ \t]+-->[ \t]+(${fileTime})(?:[ \t].*)?$`);
const tag = /<\/?[a-z][^<>\n]{0,200}>|<\d[\d:.]{4,14}>|<\/?>/gi;

const reading = new DOMParser();
const entity = (name: string) => reading.parseFromString(name, "text/html").documentElement.textContent ?? name;
const words = (rows: string[]) => rows.join("\n").replace(tag, "").replace(/&(?:#\d+|#x[\da-f]+|[a-z]+);/gi, entity);

/** SubRip as WebVTT: the same but for a header, and commas in its times. */
export const fromSubRip = (srt: string) => `WEBVTT\n\n${srt.replace(/^\ufeff/, "").replace(/(\d\d:\d\d:\d\d),(\d{3})/g, "$1.$2")}`;

/** Read WebVTT, its styles and places left out; throws VttError. */
export function cuesOf(vtt: string): Cue[] {
  if (vtt.length > limits.fileChars) throw new VttError(1, "long");
  const lines = vtt.replace(/^\ufeff/, "").split(/\r\n|\r|\n/);
  if (!/^WEBVTT(?:[ \t].*)?$/.test(lines[0]!)) throw new VttError(1, "header");
  const cues: Cue[] = [];
  let at = lines.findIndex((line) => line.trim() === "");
  while (at >= 0 && at < lines.length) {
    if (lines[at]!.trim() === "") {
      at += 1;
      continue;
    }
    const first = at;
    while (at < lines.length && lines[at]!.trim() !== "") at += 1;
    let block = lines.slice(first, at);
    if (/^(NOTE|STYLE|REGION)(?:[ \t].*)?$/.test(block[0]!)) continue;
    const named = block[0]!.includes("-->") ? 0 : 1;
    block = block.slice(named);
    const found = timing.exec((block[0] ?? "").trim());
    if (!found) throw new VttError(first + named + 1, "times");
    if (cues.length === limits.cues) throw new VttError(first + 1, "many");
    cues.push(cueOf(msOf(found[1]!) ?? 0, msOf(found[2]!) ?? 0, words(block.slice(1))));
  }
  return cues;
}

/** A cue in two: at a place in its words, and at a moment or, without one, as far in as the words are. */
export function split(cue: Cue, place: number, atMs: number | null): [Cue, Cue] {
  const [start, end] = [msOf(cue.start) ?? 0, msOf(cue.end) ?? 0];
  const share = cue.text.length > 0 ? place / cue.text.length : 0.5;
  const guess = Math.round(start + (end - start) * Math.min(0.95, Math.max(0.05, share)));
  const moment = atMs !== null && atMs > start && atMs < end ? atMs : guess;
  const second = cueOf(moment, end, cue.text.slice(place).trimStart());
  return [{ ...cue, end: timeOf(moment), text: cue.text.slice(0, place).trimEnd() }, { ...second, end: cue.end }];
}

export const merge = (one: Cue, other: Cue): Cue => ({ ...one, end: other.end, text: [one.text, other.text].filter(Boolean).join("\n") });

/** A new cue behind `cues[index]`: from that moment if it lies between the two, else from the one's end;
 * as long as there is room, two seconds at most. */
export function following(cues: readonly Cue[], index: number, atMs: number | null): Cue {
  const next = msOf(cues[index + 1]?.start ?? "");
  const between = atMs !== null && atMs > (msOf(cues[index]?.start ?? "") ?? -1) && atMs < (next ?? Infinity);
  const start = between ? atMs : (msOf(cues[index]?.end ?? "") ?? 0);
  return cueOf(start, next !== null && next > start ? Math.min(next, start + shortMs) : start + shortMs);
}
