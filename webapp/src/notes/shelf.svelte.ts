/** Drafts laid aside, the latest first; kept in this browser as the one being written is. */
import { keep, recall } from "../kit/storage";
import type { Kept } from "./draft.svelte";

const most = 20;

export const shelf = $state<{ items: Kept[] }>({ items: recall<Kept[]>("drafts") ?? [] });

export function lay(draft: Kept): void {
  shelf.items = [draft, ...shelf.items.filter((one) => one.key !== draft.key)].slice(0, most);
  keep("drafts", shelf.items);
}

/** Take one off the shelf: to go on with it, or to let it go. */
export function takeDown(key: string): Kept | null {
  // another tab may have laid something there meanwhile
  const items = recall<Kept[]>("drafts") ?? [];
  const found = items.find((one) => one.key === key) ?? null;
  shelf.items = items.filter((one) => one.key !== key);
  keep("drafts", shelf.items.length > 0 ? shelf.items : null);
  return found;
}
