/** A list that grows as it is read, kept so that coming back finds it as it was left. */
import { api, withQuery } from "../kit/api";
import type { Card, Page, Place } from "../kit/types";

export class CardList {
  items = $state.raw<Card[]>([]);
  cursor = $state.raw<string | null>(null);
  status = $state<"idle" | "loading" | "failed" | "done">("idle");
  error = $state.raw<unknown>(null);
  started = $state(false);
  /** Measured heights (px) by card, so that the layout is whole at once on return. */
  readonly heights = new Map<string, number>();
  readonly chosen: number[] = [];
  layoutFor = "";
  /** How many cards from the top the reader has had before their eyes. */
  reached = 0;
  /** While the list is on the page: how far down the reader can see now. */
  look: (() => number) | null = null;
  /** The card before which a band lies across the columns, or -1. */
  band = $state(-1);
  private turn = 0;

  constructor(
    readonly name: string,
    private readonly path: string,
  ) {}

  /** Where its cards are met, as the square is told. */
  get place(): Place {
    const [kind] = this.name.split(":");
    return kind === "member" ? "profile" : (kind as Place);
  }

  async more(): Promise<void> {
    if (this.status === "loading" || this.status === "done") return;
    this.status = "loading";
    const turn = this.turn;
    try {
      const page = await api.get<Page<Card>>(withQuery(this.path, { cursor: this.cursor }));
      if (turn !== this.turn) return;
      const have = new Set(this.items.map((one) => one.id));
      this.items = [...this.items, ...page.items.filter((one) => !have.has(one.id))];
      this.cursor = page.cursor;
      this.status = page.cursor === null ? "done" : "idle";
      this.started = true;
    } catch (error) {
      if (turn !== this.turn) return;
      this.error = error;
      this.status = "failed";
    }
  }

  /** Ask anew for what the reader has not reached; until it is here, and if it fails, the old ones stay. */
  async renew(): Promise<void> {
    if (!this.started) return;
    const turn = (this.turn += 1);
    let status: CardList["status"] = this.cursor === null ? "done" : "idle";
    try {
      const page = await api.get<Page<Card>>(this.path);
      if (turn !== this.turn) return;
      this.reached = Math.max(this.reached, this.look?.() ?? 0);
      const kept = this.items.slice(0, this.reached);
      const have = new Set(kept.map((one) => one.id));
      this.chosen.length = Math.min(this.chosen.length, kept.length);
      this.items = [...kept, ...page.items.filter((one) => !have.has(one.id))];
      this.cursor = page.cursor;
      status = page.cursor === null ? "done" : "idle";
    } catch {
      // a feed that is a little old is better than none
    }
    if (turn === this.turn) this.status = status;
  }

  /** Take a card out; the answer puts it back where it was. */
  remove(id: string): () => void {
    const at = this.items.findIndex((one) => one.id === id);
    const card = this.items[at];
    if (!card) return () => undefined;
    this.items = this.items.filter((one) => one.id !== id);
    this.settle(at, -1);
    return () => {
      if (this.items.some((one) => one.id === id)) return;
      const there = Math.min(at, this.items.length);
      this.items = [...this.items.slice(0, there), card, ...this.items.slice(there)];
      this.settle(there, 1);
    };
  }

  /** Cards behind `at` are placed anew. */
  private settle(at: number, step: 1 | -1): void {
    this.chosen.length = Math.min(this.chosen.length, at);
    if (this.reached > at) this.reached += step;
    if (this.band > at) this.band += step;
  }
}

const lists = new Map<string, CardList>();

/** The list of this name, as it was left; made if the reader was not here before. */
export function listOf(name: string, path: string): CardList {
  let list = lists.get(name);
  if (!list) {
    list = new CardList(name, path);
    lists.set(name, list);
  }
  return list;
}

/** Begin again: after signing in, posting, following, or when asked. */
export function forgetLists(which: (name: string) => boolean = () => true): void {
  for (const name of [...lists.keys()]) if (which(name)) lists.delete(name);
}

export function removeEverywhere(id: string): () => void {
  const undo = [...lists.values()].map((list) => list.remove(id));
  return () => undo.forEach((one) => one());
}

/** The feed was asked to be otherwise: what is not seen yet comes anew. */
export function renewLists(which: (name: string) => boolean): void {
  for (const [name, list] of lists) if (which(name)) void list.renew();
}
