/** An impression: at least half of a card in sight for 600 ms. */
import type { Action } from "svelte/action";
import { tellEvent } from "../kit/events";
import type { Place } from "../kit/types";

const share = 0.5;
const stayMs = 600;
const told = new Set<string>();

export const seen: Action<HTMLElement, { note: string; feed: Place; position: number; onseen?: () => void }> = (node, first) => {
  let what = first;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const watcher = new IntersectionObserver(
    ([entry]) => {
      clearTimeout(timer);
      if (!entry || entry.intersectionRatio < share) return;
      timer = setTimeout(() => {
        what.onseen?.();
        const key = `${what.feed} ${what.note}`;
        if (told.has(key)) return;
        told.add(key);
        tellEvent({ kind: "impression", note: what.note, feed: what.feed, position: what.position });
      }, stayMs);
    },
    { threshold: share },
  );
  watcher.observe(node);
  return {
    update(next) {
      what = next;
    },
    destroy() {
      clearTimeout(timer);
      watcher.disconnect();
    },
  };
};
