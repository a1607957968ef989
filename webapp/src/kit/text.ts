/** The one renderer of what people and machines write: text in, nodes out, never HTML. */

export type Piece =
  | { kind: "text"; text: string }
  | { kind: "link"; text: string; href: string }
  | { kind: "topic"; text: string; href: string }
  | { kind: "mention"; text: string; href: string };

// A link, a mail address, a topic, or a handle. Letters of every script may be in a topic.
const found =
  /(https?:\/\/[^\s<>"'`\u3000-\u303f\uff00-\uffef]+)|(mailto:[^\s<>"'`]+)|(?<![\p{L}\p{N}\p{M}_&#/])#([\p{L}\p{N}\p{M}_]{1,40})|(?<![A-Za-z0-9_./])[@＠]([A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,28}[A-Za-z0-9_])?)/gu;

// The server finds the same ones when it tells whom a text mentions.
const handleForm = /^[A-Za-z0-9_]{3,24}$/;

const allowed = new Set(["http:", "https:", "mailto:"]);

/** Closing marks at the end of an address belong to the sentence around it. */
function trimmed(address: string): string {
  let text = address.replace(/[.,;:!?…'"»]+$/u, "");
  for (const [open, close] of ["()", "[]", "{}"] as const) {
    while (text.endsWith(close!) && text.split(close!).length > text.split(open!).length) {
      text = text.slice(0, -1).replace(/[.,;:!?…'"»]+$/u, "");
    }
  }
  return text;
}

function safe(address: string): string | null {
  try {
    const url = new URL(address);
    return allowed.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

export function topicSlug(label: string): string {
  return label.normalize("NFKC").toLowerCase();
}

/** Kept in one piece whichever way the sentence around it runs. */
export const apart = (text: string): string => `\u2068${text}\u2069`;

/** A topic as it stands within a sentence: kept in one piece whichever way the sentence runs. */
export function tagged(label: string): string {
  return `\u2068#${label}\u2069`;
}

export function topicHref(slug: string): string {
  return `/t/${encodeURIComponent(slug)}`;
}

export function pieces(text: string): Piece[] {
  const made: Piece[] = [];
  let done = 0;
  const plainUntil = (end: number) => {
    if (end > done) made.push({ kind: "text", text: text.slice(done, end) });
  };
  for (const match of text.matchAll(found)) {
    const [all, web, mail, topic, handle] = match;
    const start = match.index;
    if (start < done) continue;
    if (web !== undefined || mail !== undefined) {
      const address = trimmed(all);
      const href = safe(address);
      if (!href) continue;
      plainUntil(start);
      made.push({ kind: "link", text: address.replace(/^mailto:/, ""), href });
      done = start + address.length;
    } else {
      if (handle !== undefined && !handleForm.test(handle)) continue;
      plainUntil(start);
      if (topic !== undefined) made.push({ kind: "topic", text: all, href: topicHref(topicSlug(topic)) });
      else made.push({ kind: "mention", text: all, href: `/u/${handle!.toLowerCase()}` });
      done = start + all.length;
    }
  }
  plainUntil(text.length);
  return made;
}

/** A button's name that says what is seen on it, also where a language has words for one and two. */
export function naming(said: string, seen: string): string {
  return said.includes(seen) ? said : `${said}: ${seen}`;
}

const emoji = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F/u;

export function hasEmoji(text: string): boolean {
  return emoji.test(text);
}

const segmenter = typeof Intl.Segmenter === "function" ? new Intl.Segmenter() : null;

/** How many characters a person would count. */
export function charsIn(text: string): number {
  if (!segmenter) return [...text].length;
  let count = 0;
  for (const _ of segmenter.segment(text)) count += 1;
  return count;
}
