/** A list of one's own settings, fetched once, from which entries are let go. */
import { explain } from "../kit/explain";
import { toast } from "./toasts.svelte";

export class LetGo<T> {
  items = $state.raw<T[] | null>(null);
  error = $state.raw<unknown>(null);
  readonly #fetch: () => Promise<T[]>;

  constructor(fetch: () => Promise<T[]>) {
    this.#fetch = fetch;
  }

  load = async (): Promise<void> => {
    this.error = null;
    try {
      this.items = await this.#fetch();
    } catch (failure) {
      this.error = failure;
    }
  };

  /** Take an entry out at once and tell the square; it comes back where the square says no. */
  async take(entry: T, tell: () => Promise<unknown>): Promise<boolean> {
    const before = this.items;
    this.items = before?.filter((one) => one !== entry) ?? null;
    try {
      await tell();
      return true;
    } catch (failure) {
      this.items = before;
      toast(explain(failure));
      return false;
    }
  }
}
