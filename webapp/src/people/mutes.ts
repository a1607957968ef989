/** Muting a member or a word, and what takes it back. */
import { api, withQuery } from "../kit/api";
import { explain } from "../kit/explain";
import { t } from "../kit/i18n.svelte";
import { forgetLists } from "../notes/lists.svelte";
import { toast } from "../ui/toasts.svelte";

const member = (handle: string) => `/members/${encodeURIComponent(handle)}/mute`;
const ofWord = (word: string) => withQuery("/me/muted-words", { word });

export async function muteMember(handle: string): Promise<void> {
  await api.put(member(handle));
  forgetLists();
}

export async function unmuteMember(handle: string): Promise<void> {
  await api.delete(member(handle));
  forgetLists();
}

const ofMomo = (note: string, number: number) => `/notes/${note}/momos/${number}/mute`;

export const muteMomo = (note: string, number: number): Promise<unknown> => api.put(ofMomo(note, number));

export const unmuteMomo = (note: string, number: number): Promise<unknown> => api.delete(ofMomo(note, number));

export async function muteWord(word: string): Promise<void> {
  await api.put(ofWord(word));
  forgetLists();
}

export async function unmuteWord(word: string): Promise<void> {
  await api.delete(ofWord(word));
  forgetLists();
}

/** Mute from where somebody was met: says that it is done, and how to take it back. */
export async function muteNow(handle: string): Promise<void> {
  try {
    await muteMember(handle);
    toast(t("mute.done", { handle }), { label: t("ui.undo"), run: () => unmuteMember(handle).catch((error) => toast(explain(error))) });
  } catch (error) {
    toast(explain(error));
  }
}
