/** One's circle as the square tells it, and one's own word for it. */
import { api } from "../kit/api";
import { nameOf, t } from "../kit/i18n.svelte";
import { readable } from "../kit/languages";
import { tagged } from "../kit/text";
import { plain } from "../kit/time";
import type { Lang } from "../kit/types";
import { forgetLists } from "../notes/lists.svelte";

export type Answer = "yes" | "no" | null;

interface Because {
  kind: string;
  /** How often; 0 where it is not counted. */
  times: number;
}

export interface Language {
  lang: Lang;
  /** How sure the square is that one reads it, 0 to 1. */
  weight: number;
  reads: boolean;
  because: Because[];
  translated: number;
  said: Answer;
}

export interface Topic {
  slug: string;
  label: string;
  weight: number;
  because: Because[];
  said: Answer;
}

export interface Said {
  about: "lang" | "topic";
  value: string;
  label: string;
  answer: "yes" | "no";
  at: string;
}

export interface Circle {
  languages: Language[];
  writes: { lang: Lang; times: number }[];
  topics: Topic[];
  region: string;
  newcomer: boolean;
  joined: string;
  local_from: string;
  said: Said[];
}

export const circleNow = (): Promise<Circle> => api.get<Circle>("/me/circle");

export async function correct(about: Said["about"], value: string, answer: Answer): Promise<Circle> {
  const circle = await api.patch<Circle>("/me/circle", { about, value, answer });
  forgetLists((name) => name === "explore");
  return circle;
}

/** From what the square concludes it, a sentence for each reason. */
export function reasons(because: Because[], about: "lang" | "topic"): string[] {
  return because.map(({ kind, times }) => t(about === "lang" ? `circle.why_${kind}` : `circle.topic_${kind}`, { count: plain(times) }));
}

export function sureness(one: Language): string {
  if (one.said) return t(`circle.said_${one.said}`);
  return t(one.weight >= 0.9 ? "circle.sure" : one.reads ? "circle.likely" : "circle.unsure");
}

/** What a button does and with what, in words for who cannot see beside what it stands. */
export const named = (act: string, what: string): string => t("circle.named", { act: t(act), what });

export const topicName = (label: string): string => tagged(label);

export function saidOf(one: Said): string {
  const what = one.about === "lang" ? nameOf(one.value) : tagged(one.label || one.value);
  return t(`circle.said_${one.about}_${one.answer}`, { what });
}

/** Languages to choose from, both ways of writing Chinese as one, in the order of their names. */
export function others(had: Lang[]): { lang: Lang; name: string }[] {
  const bases = new Set(readable.map((lang) => (lang.startsWith("zh-") ? "zh" : lang)));
  return [...bases].filter((lang) => !had.includes(lang)).map((lang) => ({ lang, name: nameOf(lang) })).sort((a, b) => a.name.localeCompare(b.name));
}

/** Whether she cannot read it and asked for translations from it: a bridge. */
export const curious = (one: Language): boolean => !one.reads && one.translated > 0 && one.said !== "no";

/** A colour for each language one reads, from the square's own; the picture and the list share them. */
export const colours = ["var(--accent)", "var(--good)", "var(--warn)", "var(--heart)", "var(--ink-3)"];
export const colourOf = (place: number): string => colours[Math.min(place, colours.length - 1)]!;
