/** A note being written: kept in this browser, posted once. */
import { api, newKey } from "../kit/api";
import { Problem, Unreachable } from "../kit/problem";
import { keep, recall } from "../kit/storage";
import { charsIn } from "../kit/text";
import type { AudienceKind, Note } from "../kit/types";
import { type KeptPhoto, Tray } from "../media/tray.svelte";
import { wait } from "../offline/outbox";
import { limits } from "./limits";

interface Kept {
  title: string;
  body: string;
  topics: string[];
  audience?: AudienceKind;
  chosen?: string[];
  momo?: boolean;
  photos: KeptPhoto[];
  key: string;
}

export class Draft {
  title = $state("");
  body = $state("");
  topics = $state<string[]>([]);
  audience = $state<AudienceKind>("public");
  chosen = $state<string[]>([]);
  momo = $state(false);
  tray: Tray;
  status = $state<"writing" | "posting">("writing");
  error = $state.raw<unknown>(null);
  readonly taken: boolean;
  private key: string;

  constructor() {
    const kept = recall<Kept>("draft");
    this.taken = kept !== null;
    this.title = kept?.title ?? "";
    this.body = kept?.body ?? "";
    this.topics = kept?.topics ?? [];
    this.audience = kept?.audience ?? "public";
    this.chosen = kept?.chosen ?? [];
    this.momo = kept?.momo ?? false;
    this.key = kept?.key ?? newKey();
    this.tray = new Tray(limits.photos, limits.mediaBytes, kept?.photos ?? []);
  }

  get empty(): boolean {
    return this.title.trim() === "" && this.body.trim() === "" && this.tray.photos.length === 0;
  }

  get fits(): boolean {
    return charsIn(this.title) <= limits.title && charsIn(this.body) <= limits.body && this.topics.length <= limits.topics;
  }

  get ready(): boolean {
    return !this.empty && this.fits && !this.tray.busy && !this.tray.failed && this.status === "writing";
  }

  keep(): void {
    const { title, body, topics, audience, chosen, momo, key } = this;
    const photos = this.tray.kept;
    keep("draft", this.empty && topics.length === 0 ? null : { title, body, topics: [...topics], audience, chosen: [...chosen], momo, photos, key });
  }

  /** Post it; without an answer it waits in this browser, to be sent in the name of `by`. */
  async post(by: string): Promise<Note | "waits" | null> {
    this.status = "posting";
    this.error = null;
    const media = this.tray.photos.flatMap((photo) => (photo.media ? [{ id: photo.media.id, alt: photo.alt.trim() }] : []));
    const said = { title: this.title.trim(), body: this.body.trim(), topics: [...this.topics], media, audience: this.audience, chosen: [...this.chosen], ...(this.momo ? { momo: true } : {}) };
    try {
      const note = await api.post<Note>("/notes", said, { key: this.key });
      this.discard();
      return note;
    } catch (error) {
      if (error instanceof Unreachable) {
        wait({ by, key: this.key, note: said });
        this.discard();
        return "waits";
      }
      this.error = error;
      // answered with no: what is sent next is another note. No answer: the same key finds out whether it arrived.
      if (error instanceof Problem && error.status < 500) this.key = newKey();
      this.keep();
      return null;
    } finally {
      this.status = "writing";
    }
  }

  discard(): void {
    this.title = "";
    this.body = "";
    this.topics = [];
    // what was meant for few stays so only for that note: the next one begins as every note does
    this.audience = "public";
    this.chosen = [];
    this.momo = false;
    this.tray.clear();
    this.key = newKey();
    keep("draft", null);
  }
}
