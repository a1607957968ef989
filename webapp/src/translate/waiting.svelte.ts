/** How many suggestions for one's own words wait: a mark in the menu, until they are decided. */
import { api } from "../kit/api";
import type { Page, Suggestion } from "../kit/types";

const firstMs = 1500;
const againMs = 300_000;
const state = $state({ count: 0 });

export const waiting = {
  /** 30 stands for any number above. */
  get count(): number {
    return state.count;
  },
};

export function waits(count: number): void {
  state.count = count;
}

/** Look once the page has come, and again when the reader comes back to it; answers how to stop. */
export function lookForSuggestions(): () => void {
  let lookedMs = 0;
  const look = async () => {
    lookedMs = Date.now();
    try {
      waits((await api.get<Page<Suggestion>>("/me/suggestions")).items.length);
    } catch {
      // a mark that is missing harms nobody
    }
  };
  const timer = setTimeout(() => void look(), firstMs);
  const seen = () => {
    if (document.visibilityState === "visible" && Date.now() - lookedMs > againMs) void look();
  };
  document.addEventListener("visibilitychange", seen);
  return () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", seen);
    waits(0);
  };
}
