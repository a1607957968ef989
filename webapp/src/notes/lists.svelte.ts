/** A list that grows as it is read, kept so that coming back finds it as it was left. */
import { api, withQuery } from "../kit/api";
import type { Card, Page } from "../kit/types";

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

  constructor(
    readonly name: string,
    private readonly path: string,
  ) {}

  async more(): Promise<void> {
    if (this.status === "loading" || this.status === "done") return;
    this.status = "loading";
    try {
      const page = await api.get<Page<Card>>(withQuery(this.path, { cursor: this.cursor }));
      const have = new Set(this.items.map((one) => one.id));
      this.items = [...this.items, ...page.items.filter((one) => !have.has(one.id))];
      this.cursor = page.cursor;
      this.status = page.cursor === null ? "done" : "idle";
      this.started = true;
    } catch (error) {
      this.error = error;
      this.status = "failed";
    }
  }

  remove(id: string): () => void {
    const before = this.items;
    const kept = [...this.chosen];
    const at = before.findIndex((one) => one.id === id);
    if (at < 0) return () => undefined;
    this.items = before.filter((one) => one.id !== id);
    this.chosen.length = at; // those behind it are placed anew
    return () => {
      this.items = before;
      this.chosen.splice(0, this.chosen.length, ...kept);
    };
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

export function removeEverywhere(id: string): void {
  for (const list of lists.values()) list.remove(id);
}
