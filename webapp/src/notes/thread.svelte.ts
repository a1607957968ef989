/** The talk beneath one note: read in pages, written to, two levels deep. */
import { api, withQuery } from "../kit/api";
import type { Comment, Note, Page, ShownWords } from "../kit/types";
import { keep, recall } from "../kit/storage";
import { noThings, sentThings, type Things } from "./things";
import { commentAdded } from "./reactions.svelte";

export const sorts = ["old", "helpful", "new"] as const;
export type Sort = (typeof sorts)[number];

export class Thread {
  sort = $state<Sort>("old");
  items = $state<Comment[]>([]);
  cursor = $state.raw<string | null>(null);
  status = $state<"idle" | "loading" | "failed" | "done">("idle");
  error = $state.raw<unknown>(null);
  started = $state(false);

  constructor(readonly note: Note) {
    // what helps comes first below a question
    this.sort = note.asks ? "helpful" : (recall<Sort>("comments.sort", "session") ?? "old");
  }

  private turn = 0;

  private path(sort: Sort): string {
    return `/notes/${this.note.id}/comments?sort=${sort}`;
  }

  /** Read it in another order, from the beginning; remembered for this visit. */
  async order(sort: Sort): Promise<void> {
    if (sort === this.sort) return;
    this.sort = sort;
    keep("comments.sort", sort, "session");
    this.turn += 1;
    this.status = "idle";
    this.cursor = null;
    this.items = [];
    await this.more();
  }

  /** The answers to a comment that did not come with it. */
  async moreAnswers(top: Comment): Promise<void> {
    const page = await api.get<Page<Comment>>(withQuery(`/comments/${top.id}/answers`, { cursor: top.answers_cursor }));
    const have = new Set(top.answers?.map((one) => one.id));
    (top.answers ??= []).push(...page.items.filter((one) => !have.has(one.id)));
    top.answers_cursor = page.cursor;
  }

  async edit(comment: Comment, body: string): Promise<void> {
    const { answers: _, answers_cursor: __, ...now } = await api.put<Comment>(`/comments/${comment.id}`, { body });
    Object.assign(comment, now);
  }

  /** Put a comment first below the note, or no longer. */
  async pin(comment: Comment, on: boolean): Promise<void> {
    await (on ? api.put(`/comments/${comment.id}/pin`) : api.delete(`/comments/${comment.id}/pin`));
    await this.refresh();
  }

  /** Say that a comment is the answer that helped, or no longer. */
  async accept(comment: Comment, on: boolean): Promise<void> {
    const path = `/notes/${this.note.id}/accepted`;
    await (on ? api.put(path, { of: "comment", id: comment.id }) : api.delete(path));
    await this.refresh();
  }

  async more(): Promise<void> {
    if (this.status === "loading" || this.status === "done") return;
    this.status = "loading";
    const turn = this.turn;
    try {
      const page = await api.get<Page<Comment>>(withQuery(this.path(this.sort), { cursor: this.cursor }));
      if (turn !== this.turn) return;
      const have = new Set(this.items.map((one) => one.id));
      this.items.push(...page.items.filter((one) => !have.has(one.id)));
      this.cursor = page.cursor;
      this.status = page.cursor === null ? "done" : "idle";
      this.started = true;
    } catch (error) {
      if (turn !== this.turn) return;
      this.error = error;
      this.status = "failed";
    }
  }

  /** Take in what changed on the first page; what was read further down stays as it was. */
  async refresh(): Promise<void> {
    if (!this.started || this.status === "loading") return;
    const turn = this.turn;
    try {
      const page = await api.get<Page<Comment>>(this.path(this.sort));
      if (turn !== this.turn) return;
      const now = new Map(page.items.map((one) => [one.id, one]));
      const last = page.items.at(-1)?.id ?? "";
      // ids sort by time: what should be on this page and is not has been taken away; by help nobody can say
      const further = (one: Comment) => page.cursor !== null && (this.sort === "old" ? one.id > last : this.sort === "new" ? one.id < last : true);
      const kept = this.items.filter((one) => !now.has(one.id) && further(one));
      const before = new Map(this.items.map((one) => [one.id, one]));
      this.items = [...page.items.map((one) => withAnswers(one, before.get(one.id))), ...kept];
      if (this.items.length === page.items.length) {
        this.cursor = page.cursor;
        this.status = page.cursor === null ? "done" : "idle";
      }
    } catch {
      // what is shown stays; the next change brings it
    }
  }

  /** Answers go under the top comment, whomever of its answers they speak to. */
  async say(body: string, parent: string | null, key: string, read: ShownWords | null = null, momo = false, things: Things = noThings): Promise<Comment> {
    const made = await api.post<Comment>(`/notes/${this.note.id}/comments`, { body, ...(parent ? { parent } : {}), ...(read && !momo ? { read } : {}), ...(momo ? { momo } : {}), ...sentThings(things) }, { key });
    const top = parent ? this.items.find((one) => one.id === (made.parent ?? parent)) : undefined;
    const among = top ? (top.answers ??= []) : this.items;
    if (among.some((one) => one.id === made.id)) {
      // the live line was quicker than the answer: it is there already
    } else if (top) top.answers!.push(made);
    else {
      const firsts = this.items.findIndex((one) => !one.pinned && !one.accepted && !one.outcome);
      const at = this.sort === "old" ? this.items.length : Math.max(0, firsts);
      this.items.splice(at, 0, { ...made, answers: made.answers ?? [] });
    }
    commentAdded(this.note, 1);
    return made;
  }

  async remove(comment: Comment): Promise<void> {
    await api.delete(`/comments/${comment.id}`);
    for (const top of this.items) {
      if (top.id === comment.id) {
        // answers to it stay, so its place stays too
        if (top.answers?.length) Object.assign(top, { deleted: true, body: "", photos_list: [], sticker: null });
        else this.items = this.items.filter((one) => one.id !== comment.id);
      } else if (top.answers) top.answers = top.answers.filter((one) => one.id !== comment.id);
    }
    commentAdded(this.note, -1);
  }
}

/** A comment as it is now, with the further answers that were read of it before. */
function withAnswers(now: Comment, before: Comment | undefined): Comment {
  const last = now.answers?.at(-1)?.id;
  if (!now.answers_cursor || !last || !before?.answers) return now;
  const more = before.answers.filter((one) => one.id > last);
  return more.length === 0 ? now : { ...now, answers: [...now.answers!, ...more], answers_cursor: before.answers_cursor };
}
