/** Likes and collects the reader made, shared by every place that shows the note. */
import { SvelteMap } from "svelte/reactivity";
import { api } from "../kit/api";
import type { Card } from "../kit/types";
import { mayAct } from "../people/session.svelte";
import { optimistic } from "../ui/optimistic";

export interface Liking {
  liked: boolean;
  likes: number;
}

const likings = new SvelteMap<string, Liking>();
const collectings = new SvelteMap<string, { collected: boolean; collects: number }>();
const commentCounts = new SvelteMap<string, number>();

export function likingOf(what: { id: string; liked: boolean; likes: number }): Liking {
  return likings.get(what.id) ?? what;
}

export function collectingOf(note: Card & { collects?: number }): { collected: boolean; collects: number } {
  return collectings.get(note.id) ?? { collected: note.collected, collects: note.collects ?? 0 };
}

export function commentsOf(note: Card): number {
  return commentCounts.get(note.id) ?? note.comments;
}

export function commentAdded(note: Card, more: number): void {
  commentCounts.set(note.id, Math.max(0, commentsOf(note) + more));
}

/** A note was read afresh: what the server says now holds. */
export function readAfresh(note: Card): void {
  likings.delete(note.id);
  collectings.delete(note.id);
  commentCounts.delete(note.id);
  likings.set(note.id, { liked: note.liked, likes: note.likes });
  commentCounts.set(note.id, note.comments);
}

export function toggleLike(of: "notes" | "comments", what: { id: string; liked: boolean; likes: number }): void {
  if (!mayAct("invite.like")) return;
  const before = likingOf(what);
  const liked = !before.liked;
  void optimistic({
    apply: () => likings.set(what.id, { liked, likes: Math.max(0, before.likes + (liked ? 1 : -1)) }),
    undo: () => likings.set(what.id, before),
    send: () => (liked ? api.put<Liking>(`/${of}/${what.id}/like`) : api.delete<Liking>(`/${of}/${what.id}/like`)),
    settle: (answer) => answer && likings.set(what.id, { liked: answer.liked, likes: answer.likes }),
  });
}

export function collect(note: Card & { collects?: number }, collected: boolean, board?: string): Promise<void> {
  const before = collectingOf(note);
  const step = collected === before.collected ? 0 : collected ? 1 : -1;
  return optimistic({
    apply: () => collectings.set(note.id, { collected, collects: Math.max(0, before.collects + step) }),
    undo: () => collectings.set(note.id, before),
    send: () =>
      collected
        ? api.put<{ collects: number; collected: boolean }>(`/notes/${note.id}/collect`, board ? { board } : {})
        : api.delete<{ collects: number; collected: boolean }>(`/notes/${note.id}/collect`),
    settle: (answer) => answer && collectings.set(note.id, { collected: answer.collected, collects: answer.collects }),
  });
}
