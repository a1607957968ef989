/** What the server says and hears: the shapes of HTTP API v1. */

export type Lang = string; // BCP 47; "mul" is mixed, "und" is undetermined
export type UiLang = "en" | "zh-Hans" | "zh-Hant" | "ja" | "ko" | "es" | "fr" | "pt" | "ar" | "lo";
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
  /** Within a thread, of who posts as momo; she has no handle then. */
  number?: number;
}

export interface Member extends Byline {
  id: string;
  bio: string;
  bio_lang: Lang;
  region: string;
  langs: Lang[];
  counts: { notes: number; followers: number | null; following: number | null };
  learns?: Lang[];
  /** What she says of herself in other languages, in her own words. */
  bios?: Record<Lang, string>;
  hides?: string[];
  followed: boolean;
  self: boolean;
  joined: string;
}

export type Circle = "everyone" | "following" | "mutuals" | "nobody";

/** Whom a member lets comment on their notes and reach them with a mention. */
export interface WhoMay {
  comment: Circle;
  mention: Circle;
  message: Circle;
  /** Invite them to write a note together. */
  write: Circle;
}

export interface Me {
  who_may?: WhoMay;
  member: Member;
  langs: Lang[];
  ui_lang: UiLang;
  operator: boolean;
  unread_statements: number;
  reading: Reading;
}

/** Whether a translation comes by itself, and where the original stands then. */
export interface Choice {
  mode: "never" | "tap" | "automatic";
  original: "beside" | "under" | "hidden";
}

/** One choice for all languages, and exceptions by the language a text is written in. */
export interface Reading {
  default: Choice;
  langs: Record<Lang, Choice>;
}

export interface Reason {
  code: string;
  facts: Facts;
}

/** Where a card was met; what is done with it is told with this. */
export type Place = "explore" | "following" | "topic" | "profile" | "search" | "related" | "link" | "board";

/** Why a note is in somebody's Explore, and what weighed how much. */
export interface Why {
  note: string;
  reason: Reason | null;
  also: Reason[];
  /** It holds one of the places kept for notes few have seen. */
  slot: boolean;
  terms: { name: string; share: number }[];
}

export type WishKind = "more" | "less";
export type WishAbout = "note" | "topic" | "author" | "lang" | "repeat";

/** What a reader asked of their feed; `label` is what `value` is called. */
export interface Wish {
  note: string;
  title: string;
  about: WishAbout;
  value: string;
  label: string;
  wish: WishKind;
  at: string;
}

/** How a reader's feed is set; both shares are from 0 to 1. */
export interface Dials {
  variety: number;
  other_langs: number;
  homeward: number;
  /** With `homeward` at 0, .05 … 1: of 20 notes, how many are promised to home and to newcomers. */
  promised: [home: number, newcomers: number][];
  home: "explore" | "following";
  /** Since when what one does counts; null is always. */
  reset_at: string | null;
}

export interface MutedTopic {
  slug: string;
  label: string;
}

export interface PersonOffered {
  member: Member;
  reason: Reason;
}

export interface TopicOffered {
  slug: string;
  label: string;
  notes: number;
  reason: Reason;
}

export interface Reach {
  impressions: number;
  opens: number;
}

/** By where it was; "other" is what the square does not tell apart. */
export type Came = Partial<Record<Place | "other", Reach>>;

/** Who an author reached with one note; `ladder` is how its promised readers come in. */
export interface NoteReach extends Reach {
  id: string;
  title: string;
  at: string;
  likes: number;
  collects: number;
  comments: number;
  from: Came;
  langs: Record<Lang, number>;
  ladder: { state: "first" | "growing" | "resting" | "done"; given: number; promised: number } | null;
}

export interface Audience {
  days: number;
  totals: Reach & { readers: number };
  from: Came;
  langs: Record<Lang, number>;
  notes: NoteReach[];
  cursor: string | null;
}

/** Something an operator can set while the square runs. */
export interface Lever {
  name: string;
  type: string;
  value: string | number | boolean;
  default: string | number | boolean;
  title: string;
  choices?: string[] | null;
  min?: number | null;
  max?: number | null;
  moved: { by: string; at: string; reason: string } | null;
}

export type TopicRef = string | { slug: string; label: string };

export interface Topic {
  slug: string;
  label: string;
  notes: number;
  followed?: boolean;
  /** In the language that was asked for, where it is known. */
  label_translated?: string | null;
}

export type AudienceKind = "public" | "mutuals" | "chosen" | "private";

/** What an author says about how a note came to be. */
export type NoteLabel = "paid" | "ai";

/** What a note said before it was written anew. */
export interface EarlierText {
  title: string;
  body: string;
  topics: string[];
  alt: string[];
  labels: NoteLabel[];
  at: string;
  until: string;
}

/** Whom one's own note is for; told to nobody else. */
export interface NoteAudience {
  audience: AudienceKind;
  chosen: Byline[];
}

/** A note that another one answers or quotes; not `seen`: nothing more is said of it. */
export interface NoteRef {
  seen: boolean;
  id: string;
  title: string;
  excerpt: string;
  lang: Lang;
  author: Byline | null;
  cover: Photo | null;
  versions: Record<Lang, { title: string; excerpt: string }>;
}

/** What a note is going to ask for: words where there is no unit. */
export interface Question {
  unit: "money" | "hours" | "celsius" | "free" | null;
  unit_name: string;
}

/** What a question asks for; an empty unit is words. */
export interface Asks {
  unit: "" | "money" | "hours" | "celsius" | "free";
  unit_name: string;
  answered: boolean;
}

/** A number that answers a question, and where it holds. */
export interface Figure {
  value: number;
  place: string;
  currency: string;
}

export interface Card {
  id: string;
  kind: "photo" | "text" | "video";
  title: string;
  excerpt: string;
  lang: Lang;
  /** The languages of a mixed text, the leading one first. */
  mixed?: Lang[];
  cover: Photo | null;
  photos: number;
  /** The length of a video, 0 for other notes. */
  video_ms?: number;
  author: Byline;
  topics: TopicRef[];
  likes: number;
  comments: number;
  liked: boolean;
  collected: boolean;
  at: string;
  /** Whom its author means it for. */
  audience?: AudienceKind;
  labels?: NoteLabel[];
  versions: Record<Lang, { title: string; excerpt: string }>;
  reason: Reason | null;
  answers?: NoteRef | null;
  quotes?: NoteRef | null;
  asks?: Asks | null;
  /** The other of two who wrote it together. */
  together?: Byline | null;
}

/** A photo of a note that is open; `media` is its id. */
export interface NotePhoto extends Photo {
  media: string;
  /** The picture is this video's poster. */
  film?: Film | null;
}

/** A video that plays in every browser. */
export interface Film {
  src: string;
  type: string;
  bytes: number;
  ms: number;
  w: number;
  h: number;
  sound: boolean;
}

/** One's own video, from its first byte on. */
export interface Video {
  id: string;
  state: "sending" | "waiting" | "working" | "ready" | "failed";
  bytes: number;
  got: number;
  done: number;
  reason: Reason | null;
  src: string | null;
  card: string | null;
  full: string | null;
  w: number;
  h: number;
  ms: number;
  sound: boolean;
  /** A note was posted with it and comes out when it is ready. */
  waits: boolean;
  /** Why that note could not come out. */
  refused: string;
  at: string;
}

/** Whether videos are taken, and one's own that no note shows yet. */
export interface VideoDesk {
  offered: boolean;
  max_bytes: number;
  max_s: number;
  chunk_bytes: number;
  items: Video[];
}

export interface NoteVersion {
  title: string;
  body: string;
  alt: string[];
  by: "person";
  /** The note was written anew since. */
  older?: boolean;
}

export interface Note extends Card {
  place?: NotePlace | null;
  link?: LinkCard | null;
  body: string;
  photos_list: NotePhoto[];
  version_texts: Record<Lang, NoteVersion>;
  collects: number;
  standing: Standing;
  mine: boolean;
  /** When it was last written anew. */
  edited?: string | null;
  /** Whether the reader follows its author. */
  followed?: boolean;
  /** Whether its author lets the reader comment. */
  may_comment?: boolean;
  /** Whether its author lets the reader answer or quote it with a note. */
  may_answer?: boolean;
}

/** Whom and what a member does not want to come upon. */
export interface MuteList {
  members: Byline[];
  words: string[];
  momos: { note: string; number: number }[];
}

export interface Sticker {
  id: string;
  src: string;
  /** What it shows, by language. */
  names: Record<Lang, string>;
}

/** What a linked page says of itself, as the square fetched it. */
export interface LinkCard {
  url: string;
  host: string;
  site: string;
  title: string;
  about: string;
  lang: Lang;
  picture: Photo | null;
}

/** A place by its names, by language; "und": as somebody here calls it. */
export interface NotePlace {
  slug: string;
  names: Record<Lang, string>;
}

export interface FoundPlace extends NotePlace {
  notes: number;
}

export interface StickerSet {
  name: string;
  items: Sticker[];
}

export interface Comment {
  link?: LinkCard | null;
  photos_list?: (Photo & { media?: string })[];
  sticker?: Sticker | null;
  /** By somebody the reader mutes, or with a word that they mute. */
  muted?: boolean;
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
  /** What its writer had read, where it was not the original. */
  read?: ReadMark | null;
  /** When it was written anew. */
  edited?: string | null;
  /** First below the note, by its author's choice. */
  pinned?: boolean;
  /** Whoever asked says that it helped. */
  accepted?: boolean;
  /** What came of it, told by whoever asked. */
  outcome?: boolean;
  figure?: Figure | null;
  answers?: Comment[];
  /** Where more answers begin. */
  answers_cursor?: string | null;
}

export interface ReadMark {
  of: "note" | "comment";
  id: string;
  lang: Lang;
  /** "person", a machine's name, or "" where the reader's own browser made it. */
  engine: string;
}

/** The words somebody had read, beside what was written. */
export interface WhatWasRead extends ReadMark {
  shown: string;
  original: { lang: Lang; title: string; body: string };
}

/** What an app showed before its reader answered; `proof` came with the translation. */
export interface ShownWords {
  of: "note" | "comment";
  id: string;
  lang: Lang;
  shown: string;
  engine: string;
  proof: string;
}

export interface Board {
  id: string;
  title: string;
  notes: number;
  open?: boolean;
  owner?: Byline | null;
}

export interface Media extends Pictures {
  id: string;
  w: number;
  h: number;
}

export type TranslationOf = "note" | "comment" | "bio" | "message" | "custom";

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
  /** What a text in code says, before it was translated on. */
  decoded?: { code: string; text: string } | null;
  retry_ms?: number;
  proof?: string;
}

/** A sentence that may be read otherwise than it was meant. */
export interface Doubt {
  source: string;
  translated: string;
  back: string;
  why: "differs" | "number" | "negation" | "slang" | "unsure";
}

/** How a reader of `to` will find a text that is not sent yet. */
export interface Reread {
  to: Lang;
  state: "done" | "pending" | "unavailable";
  source: Lang;
  translated: string;
  back: string | null;
  doubtful: Doubt[];
  engine: Translation["engine"];
  confidence: number | null;
  notes: SlangNote[];
  reason: Reason | null;
}

/** A better translation that somebody suggested; `decides` is who is asked. */
export interface Suggestion {
  id: string;
  of: "note" | "comment";
  id_of: string;
  by_handle: string;
  source: Lang;
  target: Lang;
  original: string;
  shown: string;
  better: string;
  state: string;
  decides: "author" | "operators";
  at: string;
}

/** A term of the square's own slang. */
export interface SlangTerm {
  id: string;
  lang: Lang;
  term: string;
  normal: string;
  gloss_en: string;
  gloss_zh: string;
  register: SlangNote["register"];
  ambiguous: boolean;
  example: string;
  by_handle: string;
  state: string;
  votes: number;
  at: string;
  voted: boolean;
  mine: boolean;
}

export interface GlossaryEntry {
  id: string;
  source_lang: string;
  target_lang: string;
  source: string;
  target: string;
  match: "term" | "keep" | "slang";
  case_sensitive: boolean;
  part_of_speech: string;
  domain: string;
  status: string;
  note: string;
}

/** A translation model, one direction. */
export interface ModelPair {
  pair: string;
  source: Lang;
  target: Lang;
  installed: boolean;
  shipped: boolean;
  size_bytes: number;
  licence: string;
  licence_url: string;
  state: "available" | "wanted" | "fetching" | "ready" | "failed" | "removing";
  done_bytes: number;
  total_bytes: number;
  error: string;
  members_who_read: number;
  notes_waiting: number;
}

/** What is written in a picture; boxes are fractions of its width and height. */
export interface PictureText {
  state: string;
  w: number;
  h: number;
  blocks: { box: [number, number, number, number]; text: string; lang: Lang; translated: string | null; engine: Translation["engine"] | null }[];
  retry_ms?: number | null;
}

export type Box = "likes" | "follows" | "words" | "square";
export type Unread = Record<Box, number>;

/** Deeds of one kind about one thing; `actors` are the newest of `people`. */
export interface Notice {
  id: string;
  box: Box;
  kind: "like" | "collect" | "comment_like" | "follow" | "comment" | "answer" | "mention" | "note_answer" | "note_quote" | "accepted" | "outcome" | "together" | "together_joined" | "together_out" | "found" | "came" | "statement" | "announcement" | "custom" | "ledger";
  at: string;
  fresh: boolean;
  /** The first answer to the reader's first note. */
  first: boolean;
  people: number;
  actors: Byline[];
  note: { id: string; title: string; excerpt: string; lang: Lang; cover: string | null } | null;
  comment: { id: string; excerpt: string; lang: Lang } | null;
  statement: { id: string; of: "note" | "comment" | "message" | "custom"; action: Statement["action"] } | null;
  announcement: { id: string; lang: Lang; title: string; body: string; langs: Lang[]; by_handle: string } | null;
  /** The newest note that answers or quotes `note`. */
  answer?: { id: string; title: string; excerpt: string; lang: Lang; cover: string | null } | null;
  /** A note that somebody writes together with the reader. */
  draft?: string | null;
  /** A lever that the square moved by itself. */
  lever?: { name: string; way: "up" | "back" } | null;
  /** A custom that the reader proposed: what became of it, and why. */
  custom?: { id: string; title: string; lang: Lang; did: "accepted" | "declined" | "merged" | "taken_out"; reason: string } | null;
}

export type NoticeKind = "likes" | "follows" | "invited" | "comments" | "mentions" | "square" | "messages";
export type Channel = "bell" | "push" | "mail";

/** What a member wants to hear of, where, and how often by mail. */
export type NoticeChoices = Record<NoticeKind, Record<Channel, boolean>> & { digest: "off" | "daily" | "weekly" };

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
  of: "note" | "comment" | "message" | "custom";
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
  of: "note" | "comment" | "message" | "custom";
  /** What was said around a reported message, and itself, as it was then. */
  around?: { at: string; body: string; lang: Lang; reported: boolean; by_author: boolean; photos_list: Photo[] }[];
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
