/** Show the change at once, and take it back if the server refuses. */
import { explain } from "../kit/explain";
import { Problem } from "../kit/problem";
import { toast } from "./toasts.svelte";

export async function optimistic<T>(change: { apply: () => void; undo: () => void; send: () => Promise<T>; settle?: (answer: T) => void }): Promise<void> {
  change.apply();
  try {
    change.settle?.(await change.send());
  } catch (error) {
    change.undo();
    // signed out is answered with an invitation, not with an error
    if (!(error instanceof Problem && error.signedOut)) toast(explain(error));
  }
}
