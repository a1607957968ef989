import type { Byline, Card, Lang, Member, Topic } from "../kit/types";

/** A text cut up: every second part, from the second on, was asked for. */
export type Parts = string[];

export interface FoundCard extends Card {
  found: { by: "words" | "meaning"; titles: Record<Lang, Parts>; snippet: { lang: Lang; parts: Parts } | null };
}

export interface FoundTopic extends Topic {
  family: string[];
}

export interface SearchPage {
  notes: FoundCard[];
  people: Member[];
  topics: FoundTopic[];
  cursor: string | null;
  meant: Record<string, string>;
  meaning: "done" | "pending" | "none";
  retry_ms: number | null;
}

export interface Suggestion {
  kind: "history" | "gaining" | "topic" | "person";
  text: string;
  slug: string | null;
  notes: number | null;
  family: string[];
  person: Byline | null;
}

export type Kind = "notes" | "people" | "topics";
export type Sort = "fit" | "new" | "liked";
export type Since = "" | "day" | "week" | "month" | "year";

/** Questions only: all of them, or those nobody's answer helped with yet. */
export type Questions = "" | "all" | "open";

export interface Asked {
  q: string;
  kind: Kind;
  sort: Sort;
  since: Since;
  lang: Lang;
  photo: boolean;
  asks: Questions;
  /** The slug of a place. */
  place: string;
}
