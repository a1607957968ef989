/** Customs of the place: how people do things here, written by its members. */
import { api, withQuery } from "../kit/api";
import type { Byline, Lang, Page } from "../kit/types";

export interface Custom {
  id: string;
  lang: Lang;
  title: string;
  body: string;
  example: string;
  state: "proposed" | "accepted" | "declined" | "merged";
  by: Byline | null;
  changes: string;
  reason: string;
  at: string;
  mine: boolean;
  removed: boolean;
  texts: number;
}

export interface Text {
  did: "proposed" | "edited" | "accepted" | "declined" | "changed";
  lang: Lang;
  title: string;
  body: string;
  example: string;
  reason: string;
  at: string;
}

export type Listed = "accepted" | "proposed" | "mine" | "declined";

/** As the server translates it: the example comes after the words. */
export const told = (one: { body: string; example: string }) => (one.example ? `${one.body}\n\n${one.example}` : one.body);
export const customs = (state: Listed, cursor: string | null = null) => api.get<Page<Custom>>(withQuery("/customs", { state, cursor }));
export const limits = { title: 60, body: 400, example: 200 };
