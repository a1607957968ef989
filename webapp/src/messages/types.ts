/** What the server says of messages. */
import type { Byline, Lang, Page } from "../kit/types";

export interface SharedNote {
  id: string;
  title: string;
  excerpt: string;
  lang: Lang;
  cover: string | null;
  author: Byline;
}

export interface LetterPicture {
  id: string;
  card: string;
  full: string;
  w: number;
  h: number;
  alt: string;
}

export interface Message {
  id: string;
  conversation: string;
  mine: boolean;
  body: string;
  lang: Lang;
  mixed: Lang[];
  at: string;
  edited: string | null;
  gone: "" | "deleted" | "removed";
  pictures: LetterPicture[];
  /** There is a note in it; `note` is null where the reader may not see that note. */
  shares: boolean;
  note: SharedNote | null;
  muted: boolean;
}

export interface Conversation {
  id: string;
  other: Byline | null;
  state: "open" | "asked" | "request" | "declined" | "new" | "stranger" | "closed";
  at: string | null;
  unread: number;
  muted: boolean;
  last: { mine: boolean; excerpt: string; lang: Lang; gone: Message["gone"]; pictures: number; shares: boolean; muted: boolean } | null;
}

export interface Counts {
  unread: number;
  requests: number;
}

export interface ConversationPage extends Page<Conversation> {
  counts: Counts;
}

export interface MessagePage extends Page<Message> {
  read_until: string | null;
}

/** What is to be sent, or waits for the network. */
export interface Outgoing {
  by: string;
  key: string;
  /** A conversation's id, or "@" and a handle where nobody wrote yet. */
  to: string;
  at: string;
  body: string;
  pictures: { id: string; alt: string; card: string }[];
  note: string | null;
  failed?: string;
}

export interface MessageChoices {
  keep_days: number;
  read_marks: boolean;
}

export const limits = { message: 2000, request: 500, pictures: 4, bytes: 20 * 2 ** 20 };
