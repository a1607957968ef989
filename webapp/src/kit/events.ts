/** What the reader was shown and did, told to the server in batches. */
import { untrack } from "svelte";
import { api } from "./api";
import type { Place, TranslationOf } from "./types";

export interface ReaderEvent {
  kind: "impression" | "open" | "dwell" | "hide" | "translate";
  note: string;
  /** Where it happened; of a translation, what was translated. */
  feed: Place | TranslationOf;
  position: number;
  ms?: number;
  into?: string;
}

const batchMost = 100;
const waitMs = 4000;
let wanted: () => boolean = () => true;
let waiting: ReaderEvent[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

/** The square keeps what members read, not what guests do: `whether` says if it is asked for. */
export function tellEventsIf(whether: () => boolean): void {
  wanted = whether;
}

export function tellEvent(event: ReaderEvent): void {
  // who tells inside an effect does not want to run again when somebody signs in
  if (!untrack(wanted)) return;
  waiting.push(event);
  if (waiting.length >= batchMost) send();
  else timer ??= setTimeout(send, waitMs);
}

function send(): void {
  clearTimeout(timer);
  timer = undefined;
  while (waiting.length > 0) {
    const body = JSON.stringify({ events: waiting.slice(0, batchMost) });
    waiting = waiting.slice(batchMost);
    // a beacon outlives the page; losing one costs a count, never the reader's time
    const blob = new Blob([body], { type: "application/json" });
    if (!navigator.sendBeacon?.(`${api.base}/events`, blob)) {
      void fetch(`${api.base}/events`, {
        method: "POST",
        body,
        headers: { "Content-Type": "application/json" },
        credentials: "same-origin",
        keepalive: true,
      }).catch(() => undefined);
    }
  }
}

export function startEvents(): void {
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send();
  });
  addEventListener("pagehide", send);
}
