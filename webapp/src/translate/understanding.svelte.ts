/** One text and the reader's way to understand it: asked once, waited for, kept while the page is open. */
import { api } from "../kit/api";
import type { Lang, Translation, TranslationOf } from "../kit/types";

type Phase = "not_asked" | "asking" | "done" | "unavailable" | "failed";

const patienceMs = 60_000;
const retryLeastMs = 300;

export class Understanding {
  phase = $state<Phase>("not_asked");
  translation = $state.raw<Translation | null>(null);
  error = $state.raw<unknown>(null);
  private stopped = false;

  constructor(
    readonly of: TranslationOf,
    readonly id: string,
    readonly to: Lang,
  ) {}

  async ask({ quiet = false } = {}): Promise<void> {
    if (this.phase === "asking" || this.phase === "done") return;
    this.phase = "asking";
    const began = performance.now();
    try {
      for (;;) {
        const said = await api.post<Translation>("/translations", { of: this.of, id: this.id, to: this.to }, { quiet });
        if (this.stopped) return;
        this.translation = said;
        if (said.state !== "pending") {
          this.phase = said.state;
          return;
        }
        if (performance.now() - began > patienceMs) throw new TooSlow();
        await new Promise((done) => setTimeout(done, Math.max(retryLeastMs, said.retry_ms ?? 800)));
        if (this.stopped) return;
      }
    } catch (error) {
      this.error = error;
      this.phase = "failed";
    }
  }

  stop(): void {
    this.stopped = true;
  }
}

export class TooSlow extends Error {}
