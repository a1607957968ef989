/** Hears what changes about a note while it is open, without asking again and again. */
import { api, withQuery } from "../kit/api";

export type What = "version" | "translation" | "comment" | "standing" | "unknown";

const leastPauseMs = 2_000;
const mostPauseMs = 60_000;

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), done()), { once: true });
  });

/** While the page is hidden nobody is asked; what changed meanwhile is heard on return. */
const looking = (signal: AbortSignal) =>
  new Promise<void>((done) => {
    if (!document.hidden) return done();
    const look = () => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener("visibilitychange", look);
      done();
    };
    document.addEventListener("visibilitychange", look);
    signal.addEventListener("abort", look, { once: true });
  });

/** Call `heard` with what is to be looked at again, until the returned function is called. */
export function followChanges(note: string, heard: (what: Set<What>) => void): () => void {
  const stopping = new AbortController();
  void follow(note, heard, stopping.signal);
  return () => stopping.abort();
}

async function follow(note: string, heard: (what: Set<What>) => void, signal: AbortSignal): Promise<void> {
  let since: number | null = null;
  let pauseMs = leastPauseMs;
  while (!signal.aborted) {
    try {
      const said: { seq: number; changed: { note: string; what: What }[] } = await api.get(withQuery("/changes", { notes: note, since }), signal);
      if (signal.aborted) return;
      since = said.seq;
      pauseMs = leastPauseMs;
      if (said.changed.length > 0) heard(new Set(said.changed.map((one) => one.what)));
    } catch {
      // a server that is busy or away is left alone for a while, each client for another while
      await pause(pauseMs * (0.5 + Math.random()), signal);
      pauseMs = Math.min(mostPauseMs, pauseMs * 2);
    }
    await looking(signal);
  }
}
