/** The talk beneath one note: read in pages, written to, two levels deep. */
import { api, withQuery } from "../kit/api";
import type { Comment, Note, Page, ShownWords } from "../kit/types";
import { commentAdded } from "./reactions.svelte";

export class Thread {
  items = $state<Comment[]>([]);
  cursor = $state.raw<string | null>(null);
  status = $state<"idle" | "loading" | "failed" | "done">("idle");
  error = $state.raw<unknown>(null);
  started = $state(false);

  constructor(readonly note: Note) {}

  async more(): Promise<void> {
    if (this.status === "loading" || this.status === "done") return;
    this.status = "loading";
    try {
      const page = await api.get<Page<Comment>>(withQuery(`/notes/${this.note.id}/comments?sort=old`, { cursor: this.cursor }));
      const have = new Set(this.items.map((one) => one.id));
      this.items.push(...page.items.filter((one) => !have.has(one.id)));
      this.cursor = page.cursor;
      this.status = page.cursor === null ? "done" : "idle";
      this.started = true;
    } catch (error) {
      this.error = error;
      this.status = "failed";
    }
  }

  /** Take in what changed on the first page; what was read further down stays as it was. */
  async refresh(): Promise<void> {
    if (!this.started || this.status === "loading") return;
    try {
      const page = await api.get<Page<Comment>>(`/notes/${this.note.id}/comments?sort=old`);
      const now = new Map(page.items.map((one) => [one.id, one]));
      const last = page.items.at(-1)?.id ?? "";
      // ids sort by time: what should be on this page and is not has been taken away
      const kept = this.items.filter((one) => now.has(one.id) || (page.cursor !== null && one.id > last));
      this.items = [...page.items, ...kept.filter((one) => !now.has(one.id))];
      if (this.items.length === page.items.length) {
        this.cursor = page.cursor;
        this.status = page.cursor === null ? "done" : "idle";
      }
    } catch {
      // what is shown stays; the next change brings it
    }
  }

  /** Answers go under the top comment, whomever of its answers they speak to. */
  async say(body: string, parent: string | null, key: string, read: ShownWords | null = null, momo = false): Promise<Comment> {
    const made = await api.post<Comment>(`/notes/${this.note.id}/comments`, { body, ...(parent ? { parent } : {}), ...(read && !momo ? { read } : {}), ...(momo ? { momo } : {}) }, { key });
    const top = parent ? this.items.find((one) => one.id === (made.parent ?? parent)) : undefined;
    if (top) (top.answers ??= []).push(made);
    else this.items.push({ ...made, answers: made.answers ?? [] });
    commentAdded(this.note, 1);
    return made;
  }

  async remove(comment: Comment): Promise<void> {
    await api.delete(`/comments/${comment.id}`);
    for (const top of this.items) {
      if (top.id === comment.id) {
        // answers to it stay, so its place stays too
        if (top.answers?.length) Object.assign(top, { deleted: true, body: "" });
        else this.items = this.items.filter((one) => one.id !== comment.id);
      } else if (top.answers) top.answers = top.answers.filter((one) => one.id !== comment.id);
    }
    commentAdded(this.note, -1);
  }
}

