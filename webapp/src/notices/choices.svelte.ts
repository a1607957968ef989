/** What the member wants to hear of, and where; kept as soon as it is chosen. */
import { api } from "../kit/api";
import { explain } from "../kit/explain";
import type { Channel, NoticeChoices, NoticeKind } from "../kit/types";
import { toast } from "../ui/toasts.svelte";

export const kinds: NoticeKind[] = ["likes", "follows", "invited", "comments", "mentions", "messages", "square"];

export class Chosen {
  now = $state<NoticeChoices | null>(null);
  error = $state.raw<unknown>(null);

  async load(): Promise<void> {
    this.error = null;
    try {
      this.now = await api.get<NoticeChoices>("/me/notices/choices");
    } catch (failure) {
      this.error = failure;
    }
  }

  set(kind: NoticeKind, channel: Channel, on: boolean): Promise<void> {
    return this.#keep((choices) => ({ ...choices, [kind]: { ...choices[kind], [channel]: on } }));
  }

  often(digest: NoticeChoices["digest"]): Promise<void> {
    return this.#keep((choices) => ({ ...choices, digest }));
  }

  async #keep(change: (choices: NoticeChoices) => NoticeChoices): Promise<void> {
    if (!this.now) return;
    const before = $state.snapshot(this.now);
    this.now = change(before);
    try {
      await api.put<NoticeChoices>("/me/notices/choices", this.now);
    } catch (failure) {
      this.now = before;
      toast(explain(failure));
    }
  }
}
