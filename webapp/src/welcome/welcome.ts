/** A newcomer's way in: what the square shows her, and how far she has come. */
import { api, withQuery } from "../kit/api";
import type { Byline, Card, Lang, Note, Page } from "../kit/types";

export interface Progress {
  step: number;
  done: string | null;
  first_note: string | null;
}

/** The same topic in several languages. */
export interface Family {
  slug: string;
  label: string;
  also: string[];
  notes: number;
  picked: boolean;
}

export interface Welcome {
  progress: Progress;
  cards: Page<Card>;
  sample: Note | null;
  families: Family[];
  hellos: Page<Card>;
  invited_by: Byline | null;
}

export const steps = ["people", "words", "rules", "topics", "hello"] as const;
export const lastStep = steps.length - 1;

export const look = (lang: Lang) => api.get<Welcome>(withQuery("/welcome", { lang }));
export const goOn = (step: number, done = false) => api.put<Progress>("/me/welcome", { step, done });
