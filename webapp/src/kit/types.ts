/** What the server says and hears: the shapes of HTTP API v1. */

export type Lang = string; // BCP 47; "mul" is mixed, "und" is undetermined
export type UiLang = "en" | "zh-Hans" | "ar";
export type Standing = "public" | "limited" | "held" | "removed";
export type Facts = Record<string, unknown>;

export interface Page<T> {
  items: T[];
  cursor: string | null;
}

export interface Pictures {
  card: string;
  full: string;
}

export interface Photo extends Pictures {
  w: number;
  h: number;
  alt: string;
}

export interface Byline {
  handle: string;
  name: string;
  avatar: Pictures | null;
  momo: boolean;
}

export interface Member extends Byline {
  id: string;
  bio: string;
  bio_lang: Lang;
  region: string;
  langs: Lang[];
  counts: { notes: number; followers: number; following: number };
  followed: boolean;
  self: boolean;
  joined: string;
}

export interface Me {
  member: Member;
  langs: Lang[];
  ui_lang: UiLang;
  operator: boolean;
  unread_statements: number;
}

export interface Reason {
  code: string;
  facts: Facts;
}

export type TopicRef = string | { slug: string; label: string };

export interface Topic {
  slug: string;
  label: string;
  notes: number;
  followed?: boolean;
}

export interface Card {
  id: string;
  kind: "photo" | "text";
  title: string;
  excerpt: string;
  lang: Lang;
  /** The languages of a mixed text, the leading one first. */
  mixed?: Lang[];
  cover: Photo | null;
  photos: number;
  author: Byline;
  topics: TopicRef[];
  likes: number;
  comments: number;
  liked: boolean;
  collected: boolean;
  at: string;
  versions: Record<Lang, { title: string; excerpt: string }>;
  reason: Reason | null;
}

export interface NoteVersion {
  title: string;
  body: string;
  alt: string[];
  by: "person";
}

export interface Note extends Card {
  body: string;
  photos_list: Photo[];
  version_texts: Record<Lang, NoteVersion>;
  collects: number;
  standing: Standing;
  mine: boolean;
  /** Whether the reader follows its author. */
  followed?: boolean;
}

export interface Comment {
  id: string;
  note: string;
  parent: string | null;
  /** Null once it is deleted. */
  author: Byline | null;
  author_of_note: boolean;
  body: string;
  lang: Lang;
  mixed?: Lang[];
  at: string;
  likes: number;
  liked: boolean;
  deleted: boolean;
  mine: boolean;
  versions: Record<Lang, { body: string; by: "person" }>;
  answers?: Comment[];
}

export interface Board {
  id: string;
  title: string;
  notes: number;
}

export interface Media extends Pictures {
  id: string;
  w: number;
  h: number;
}

export type TranslationOf = "note" | "comment" | "bio";

export interface SlangNote {
  term: string;
  means: string;
  register: "neutral" | "vulgar" | "insult";
  ambiguous: boolean;
}

export interface Translation {
  state: "done" | "pending" | "unavailable";
  source: Lang;
  target: Lang;
  title: string;
  body: string;
  alt: string[];
  engine: { kind: "person" | "machine" | "gloss" | "decoded" | "none"; name: string };
  confidence: number | null;
  segments: { source: string; target: string; field: "title" | "body" }[];
  notes: SlangNote[];
  emoji: { emoji: string; name: string }[];
  reason: Reason | null;
  retry_ms?: number;
}

export interface Rule {
  id: string;
  title: string;
  text: string;
  ok: string;
  not_ok: string;
}

export interface Statement {
  id: string;
  at: string;
  of: "note" | "comment";
  id_of: string;
  excerpt: string;
  excerpt_lang: Lang;
  seen: boolean;
  action: "limited" | "held" | "removed" | "restored";
  rule: string;
  rule_title: string;
  rule_lang: Lang;
  reason: string;
  lang: Lang;
  reason_translated: string | null;
  reason_engine: string;
  reason_state: string;
  can_appeal: boolean;
  appeal: {
    state: "none" | "waiting" | "upheld" | "restored" | "changed";
    text: string;
    answer: string;
    answer_lang: Lang;
    answer_translated: string | null;
  };
}

export type CaseAction = "keep" | "limit" | "hold" | "remove" | "restore";

export interface Case {
  state: string;
  id: string;
  of: "note" | "comment";
  id_of: string;
  at: string;
  standing: Standing;
  lang: Lang;
  note: string;
  author: Byline | null;
  title: string;
  body: string;
  photos_list: Photo[];
  reports: { at: string; rule: string; text: string; text_translated: string | null; by_handle: string }[];
  reports_total: number;
  translation: Translation | null;
  decisions: { id: string; at: string; action: CaseAction; rule: string; reason: string; by_handle: string }[];
  appeal: { text: string; lang: Lang; text_translated: string | null } | null;
}
