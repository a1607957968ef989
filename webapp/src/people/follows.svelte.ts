/** Whom the reader follows, as far as this page knows. */
import { SvelteMap } from "svelte/reactivity";
import { api } from "../kit/api";
import type { Member } from "../kit/types";
import { optimistic } from "../ui/optimistic";
import { mayAct, session } from "./session.svelte";

const follows = new SvelteMap<string, boolean>();
const asked = new Set<string>();
let onChange: () => void = () => {};

/** Called whenever the reader follows somebody or stops. */
export function whenFollowsChange(then: () => void): void {
  onChange = then;
}

export const followed = (handle: string): boolean => follows.get(handle) ?? false;

export function learnFollow(member: Pick<Member, "handle" | "followed">): void {
  follows.set(member.handle, member.followed);
}

/** Ask once; until the answer the button says "follow". */
export function wonder(handle: string): void {
  if (session.status !== "in" || follows.has(handle) || asked.has(handle)) return;
  asked.add(handle);
  api.get<Member>(`/members/${encodeURIComponent(handle)}`).then(
    // who pressed the button meanwhile knows better than an answer from before
    (member) => follows.has(handle) || learnFollow(member),
    () => asked.delete(handle),
  );
}

export function toggleFollow(handle: string): Promise<void> {
  if (!mayAct("invite.follow")) return Promise.resolve();
  const before = followed(handle);
  return optimistic({
    apply: () => follows.set(handle, !before),
    undo: () => follows.set(handle, before),
    send: () => (before ? api.delete(`/members/${handle}/follow`) : api.put(`/members/${handle}/follow`)),
    settle: onChange,
  });
}
