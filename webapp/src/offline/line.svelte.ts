/** Whether the square can be reached, as far as the browser and the service worker know. */
import { api } from "../kit/api";

const state = $state({ out: !navigator.onLine });
let back: () => void = () => {};
let asking: ReturnType<typeof setTimeout> | undefined;

async function ask(): Promise<void> {
  asking = undefined;
  try {
    await api.get("/push-key");
    found();
  } catch {
    if (state.out) asking = setTimeout(() => void ask(), 15_000);
  }
}

function found(): void {
  clearTimeout(asking);
  asking = undefined;
  if (!state.out) return;
  state.out = false;
  back();
}

export const line = {
  get out(): boolean {
    return state.out;
  },
  /** Something came from what is kept here, not from the square. */
  lost(): void {
    if (state.out) return;
    state.out = true;
    // a network without the square behind it says nothing when it is back
    asking ??= setTimeout(() => void ask(), 5000);
  },
  watch(then: () => void): void {
    back = then;
    addEventListener("offline", () => line.lost());
    addEventListener("online", found);
  },
};
