/** How much a member was told and has not seen; kept by the live stream, shown by the bell. */
import type { Notice, Unread } from "../kit/types";

const none: Unread = { likes: 0, follows: 0, words: 0, square: 0 };
const state = $state<{ counts: Unread }>({ counts: none });
const letters = $state({ unread: 0, requests: 0 });
const hearers = new Set<(news: Notice[]) => void>();

export const unread = {
  get counts(): Unread {
    return state.counts;
  },
  get all(): number {
    const { likes, follows, words, square } = state.counts;
    return likes + follows + words + square;
  },
};

/** Conversations with something unread, and strangers who wait. */
export const mail = {
  get unread(): number {
    return letters.unread;
  },
  get requests(): number {
    return letters.requests;
  },
  get all(): number {
    return letters.unread + letters.requests;
  },
};

export function setMail(counts: { unread: number; requests: number }): void {
  Object.assign(letters, counts);
}

const readers = new Set<(changed: string[]) => void>();

/** Called with the conversations that are others now; "" is all of them. Answers how to stop. */
export function whenMail(hear: (changed: string[]) => void): () => void {
  readers.add(hear);
  return () => readers.delete(hear);
}

export function tellMail(changed: string[]): void {
  for (const hear of readers) hear(changed);
}

export function setUnread(counts: Unread): void {
  state.counts = counts;
}

/** Called with what has just come; answers how to stop. */
export function whenNews(hear: (news: Notice[]) => void): () => void {
  hearers.add(hear);
  return () => hearers.delete(hear);
}

export function tellNews(news: Notice[]): void {
  for (const hear of hearers) hear(news);
}

/** Listen for what comes, once the page has; answers how to stop. */
export function listen(member: string): () => void {
  let stop = () => {};
  let over = false;
  const timer = setTimeout(() => {
    import("./live")
      .then(({ start }) => {
        if (!over) stop = start(member);
      })
      .catch(() => undefined); // a bell that does not ring harms nobody
  }, 700);
  return () => {
    over = true;
    clearTimeout(timer);
    stop();
    setUnread(none);
    setMail({ unread: 0, requests: 0 });
  };
}
