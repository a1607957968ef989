/** Whom this reader blocks: at once out of sight, and what takes it back. */
import { api } from "../kit/api";
import { explain } from "../kit/explain";
import { t } from "../kit/i18n.svelte";
import { forgetLists } from "../notes/lists.svelte";
import { toast } from "../ui/toasts.svelte";

// those of this visit; what the square answers from now on leaves them out by itself
let blocked = $state.raw<ReadonlySet<string>>(new Set());

const path = (handle: string) => `/members/${encodeURIComponent(handle)}/block`;

export const isBlocked = (handle: string): boolean => blocked.has(handle);

export async function block(handle: string): Promise<void> {
  await api.put(path(handle));
  blocked = new Set([...blocked, handle]);
  forgetLists();
  toast(t("block.done", { handle }), { label: t("ui.undo"), run: () => unblock(handle).catch((error) => toast(explain(error))) });
}

export async function unblock(handle: string): Promise<void> {
  await api.delete(path(handle));
  blocked = new Set([...blocked].filter((one) => one !== handle));
  forgetLists();
}
