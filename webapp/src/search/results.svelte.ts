/** What was found: words at once, what is near in meaning as soon as it is known. */
import { api, withQuery } from "../kit/api";
import { write } from "./asked";
import type { Asked, SearchPage } from "./types";

const triesForMeaning = 6;

const empty: SearchPage = { notes: [], people: [], topics: [], cursor: null, meant: {}, meaning: "none", retry_ms: null };

export class Results {
  page = $state.raw<SearchPage>(empty);
  status = $state<"loading" | "more" | "done" | "failed">("loading");
  error = $state.raw<unknown>(null);
  private ended = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly path: string;

  constructor(readonly asked: Asked) {
    this.path = write("/search", asked);
  }

  async begin(tries = 0): Promise<void> {
    try {
      const page = await api.get<SearchPage>(this.path);
      // somebody who has read on keeps what she sees
      if (this.ended || this.status === "more" || this.page.notes.length > page.notes.length) return;
      // who has asked often enough is content with what the words found
      this.page = tries < triesForMeaning || page.meaning !== "pending" ? page : { ...page, meaning: "none" };
      this.status = "done";
      if (page.meaning === "pending" && tries < triesForMeaning) {
        this.timer = setTimeout(() => void this.begin(tries + 1), page.retry_ms ?? 500);
      }
    } catch (error) {
      if (this.ended || tries > 0) return;
      this.error = error;
      this.status = "failed";
    }
  }

  async more(): Promise<void> {
    if (this.status !== "done" || !this.page.cursor) return;
    clearTimeout(this.timer);
    this.status = "more";
    try {
      const next = await api.get<SearchPage>(withQuery(this.path, { cursor: this.page.cursor }));
      const have = new Set(this.page.notes.map((one) => one.id));
      this.page = { ...this.page, cursor: next.cursor, notes: [...this.page.notes, ...next.notes.filter((one) => !have.has(one.id))] };
      this.status = "done";
    } catch (error) {
      this.error = error;
      this.status = "done";
    }
  }

  end(): void {
    this.ended = true;
    clearTimeout(this.timer);
  }
}

/** Said for one's own history and for what many search for; nothing is lost when it does not arrive. */
export function tellSearched(query: string, opened?: { note: string; position: number }): void {
  api.put("/search/history", { query, ...opened }).catch(() => undefined);
}
