/** Where the reader is: addresses, history, scroll positions, and notes opened over a feed. */
import { tick } from "svelte";

export interface Place {
  /** Path and query. */
  url: string;
  /** What lies beneath when a note is opened over it. */
  over: string | null;
  /** Of this entry in the history. */
  key: string;
}

interface Kept {
  key?: string;
  over?: string | null;
  inside?: boolean;
}

const widePx = 900;
const scrolls = new Map<string, number>();
const newEntry = () => Math.random().toString(36).slice(2, 10);
/** How often the reader has touched the page; a count, because only its change matters. */
let moves = 0;
const here = () => location.pathname + location.search;

function placeNow(): Place {
  const kept = (history.state ?? {}) as Kept;
  return { url: here(), over: kept.over ?? null, key: kept.key ?? "first" };
}

const state = $state<{ place: Place }>({ place: placeNow() });

export const router = {
  get place(): Place {
    return state.place;
  },
  /** The page under everything: what the overlay lies on, or the page itself. */
  get base(): string {
    return state.place.over ?? state.place.url;
  },
  get path(): string {
    return state.place.url.split("?")[0]!;
  },
};

export const isWide = () => matchMedia(`(min-width: ${widePx}px)`).matches;

function rememberScroll(): void {
  scrolls.set(state.place.key, scrollY);
}

/** Pages come from a cache, but a page whose code is still loading needs a moment to grow. */
async function restoreScroll(key: string): Promise<void> {
  const top = scrolls.get(key) ?? 0;
  const came = moves;
  await tick();
  const until = performance.now() + 1000;
  const again = () => {
    // who has begun to move is not pulled back
    if (state.place.key !== key || moves !== came) return;
    scrollTo(0, top);
    if (Math.abs(scrollY - top) > 2 && performance.now() < until) requestAnimationFrame(again);
  };
  again();
}

function arrive(): void {
  const before = state.place;
  const after = placeNow();
  const onlyOverlay = (after.over ?? after.url) === (before.over ?? before.url);
  state.place = after;
  if (onlyOverlay) {
    scrolls.set(after.key, scrollY);
    return;
  }
  void restoreScroll(after.key);
}

export function go(url: string, { over = false, replace = false } = {}): void {
  rememberScroll();
  const kept: Kept = {
    // a page asked otherwise keeps its place; another page in its entry begins at its own top
    key: replace && url.split("?")[0] === router.path ? state.place.key : newEntry(),
    over: over ? router.base : null,
    inside: true,
  };
  if (replace) history.replaceState(kept, "", url);
  else history.pushState(kept, "", url);
  arrive();
}

/** Back, or to `fallback` when the reader came straight here. */
export function back(fallback = "/"): void {
  if ((history.state as Kept | null)?.inside) history.back();
  else go(fallback, { replace: true });
}

function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest?.("a[href]");
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download")) return;
  if (link.origin !== location.origin || /^\/(api|media)\//.test(link.pathname)) return;
  if (link.hash && link.pathname === location.pathname && link.search === location.search) return;
  event.preventDefault();
  go(link.pathname + link.search, { over: link.dataset.over !== undefined && isWide() });
}

export function startRouter(): void {
  history.scrollRestoration = "manual";
  if (!(history.state as Kept | null)?.key) {
    history.replaceState({ key: newEntry(), over: null }, "", here());
    state.place = placeNow();
  }
  addEventListener("popstate", () => {
    rememberScroll();
    arrive();
  });
  document.addEventListener("click", onClick);
  for (const move of ["wheel", "touchmove", "pointerdown", "keydown"]) addEventListener(move, () => (moves += 1), { capture: true, passive: true });
}

export type Params = Record<string, string>;

/** Match "/n/:id" against a path; null if it is another page. */
export function matches(pattern: string, path: string): Params | null {
  const want = pattern.split("/");
  const have = path.replace(/\/+$/, "").split("/");
  if (pattern === "/") return path === "/" ? {} : null;
  if (want.length !== have.length) return null;
  const params: Params = {};
  for (const [index, part] of want.entries()) {
    const value = have[index]!;
    if (part.startsWith(":")) {
      try {
        params[part.slice(1)] = decodeURIComponent(value);
      } catch {
        return null;
      }
    } else if (part !== value) return null;
  }
  return params;
}
