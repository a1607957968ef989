/**
 * The live stream: one for each browser, held by whichever tab has the lock, shared with the others.
 * A browser without locks (plain http in a local network) opens one for the tab that is looked at.
 */
import { api, withQuery } from "../kit/api";
import { Problem } from "../kit/problem";
import { go, router } from "../kit/router.svelte";
import { t } from "../kit/i18n.svelte";
import type { Notice, Unread } from "../kit/types";
import { whoAmI } from "../people/session.svelte";
import { toast } from "../ui/toasts.svelte";
import { renew } from "./push";
import { hrefOf, sentenceOf } from "./say";
import { setMail, setUnread, tellMail, tellNews } from "./unread.svelte";

interface Letters {
  counts: { unread: number; requests: number };
  changed: string[];
}

interface Told {
  unread: Unread;
  news: Notice[];
  /** What to name when the stream is opened again. */
  id: string;
}

const againMs = 3_000;
const slowlyMs = 60_000;

export function start(member: string): () => void {
  const name = `qiao-live-${member}`;
  const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel(name) : null;
  const over = new AbortController();
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last: Told | null = null;
  let letters: Letters | null = null;

  function take(told: Told): void {
    last = told;
    setUnread(told.unread);
    if (told.news.length === 0) return;
    tellNews(told.news);
    if (document.visibilityState === "visible" && router.path !== "/notices") announce(told.news);
  }

  function takeLetters(told: Letters): void {
    // what came between a page's loading and this is not named: all is looked at again
    const changed = letters === null ? [""] : told.changed;
    letters = told;
    setMail(told.counts);
    if (changed.length > 0) tellMail(changed);
  }

  function open(): void {
    source?.close();
    source = new EventSource(withQuery(`${api.base}/me/live`, { after: last?.id }));
    source.addEventListener("notices", (event) => {
      const { unread, news } = JSON.parse(event.data) as Omit<Told, "id">;
      const told = { unread, news, id: event.lastEventId };
      take(told);
      channel?.postMessage(told);
    });
    source.addEventListener("messages", (event) => {
      const told = JSON.parse(event.data) as Letters;
      // told at once on a new connection: what came while nobody listened is not named either
      const all = told.changed.length === 0 ? { ...told, changed: [""] } : told;
      takeLetters(all);
      channel?.postMessage({ letters: all });
    });
    source.addEventListener("end", () => later(againMs));
    source.addEventListener("error", () => {
      // a connection that broke comes back by itself; one that was refused does not
      if (source?.readyState === EventSource.CLOSED) later(slowlyMs);
    });
  }

  function later(ms: number): void {
    shut();
    // jittered, so that a crowd does not come back in step
    timer = setTimeout(() => void look(), ms * (0.5 + Math.random()));
  }

  async function look(): Promise<void> {
    try {
      setUnread(await api.get<Unread>("/me/notices/unread"));
      if (!over.signal.aborted) open();
    } catch (error) {
      if (error instanceof Problem && error.signedOut) void whoAmI();
      else if (!over.signal.aborted) later(slowlyMs);
    }
  }

  function shut(): void {
    clearTimeout(timer);
    source?.close();
    source = null;
  }

  const looked = () => {
    if (document.visibilityState === "visible") open();
    else shut();
  };

  if (channel) {
    channel.onmessage = ({ data }: MessageEvent<Told | { letters: Letters } | "ask">) => {
      if (data === "ask") {
        if (source && last) channel.postMessage({ ...last, news: [] });
        if (source && letters) channel.postMessage({ letters: { ...letters, changed: [] } });
      } else if ("letters" in data) takeLetters(data.letters);
      else take(data);
    };
    channel.postMessage("ask");
  }
  if (navigator.locks && channel) {
    const held = () => {
      open();
      return new Promise<void>((done) => over.signal.addEventListener("abort", () => done(), { once: true }));
    };
    navigator.locks.request(name, { signal: over.signal }, held).catch(() => undefined);
  } else {
    document.addEventListener("visibilitychange", looked);
    looked();
  }

  void renew().catch(() => undefined);

  return () => {
    over.abort();
    document.removeEventListener("visibilitychange", looked);
    shut();
    channel?.close();
  };
}

/** Likes only count; what somebody said to the reader is shown at once. */
function announce(news: Notice[]): void {
  const [one] = news.filter((notice) => notice.box !== "likes");
  if (one) toast(sentenceOf(one), { label: t("notices.show"), run: () => go(hrefOf(one)) });
}
