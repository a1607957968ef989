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
    await this.wait(quiet);
  }

  /** Ask anew for what may have changed; what is shown stays until the new words are here. */
  async again(): Promise<void> {
    if (this.phase === "done" || this.phase === "unavailable") await this.wait(true);
  }

  private async wait(quiet: boolean): Promise<void> {
    const began = performance.now();
    try {
      for (;;) {
        const [path, body] = this.of === "message" || this.of === "custom" ? [`/${this.of}s/${this.id}/translations`, { to: this.to }] : ["/translations", { of: this.of, id: this.id, to: this.to }];
        const said = await api.post<Translation>(path, body, { quiet });
        if (this.stopped) return;
        if (said.state !== "pending" || this.phase === "asking") this.translation = said;
        if (said.state !== "pending") {
          this.phase = said.state;
          return;
        }
        if (performance.now() - began > patienceMs) throw new TooSlow();
        await new Promise((done) => setTimeout(done, Math.max(retryLeastMs, said.retry_ms ?? 800)));
        if (this.stopped) return;
      }
    } catch (error) {
      if (this.phase !== "asking") return; // the old words still stand
      this.error = error;
      this.phase = "failed";
    }
  }

  stop(): void {
    this.stopped = true;
  }
}

export class TooSlow extends Error {}
