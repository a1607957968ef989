/** A note being written, or written anew: kept in this browser, posted once. */
import { api, newKey } from "../kit/api";
import { Problem, Unreachable } from "../kit/problem";
import { keep, recall } from "../kit/storage";
import { charsIn } from "../kit/text";
import type { AudienceKind, Note, NoteLabel, Question } from "../kit/types";
import { Clip, type KeptClip } from "../media/clip.svelte";
import { type KeptPhoto, Tray } from "../media/tray.svelte";
import { wait } from "../offline/outbox";
import { limits } from "./limits";
import { placeName } from "./places";

export interface Kept {
  title: string;
  body: string;
  topics: string[];
  audience?: AudienceKind;
  chosen?: string[];
  momo?: boolean;
  labels?: NoteLabel[];
  answers?: string | null;
  quotes?: string | null;
  asks?: Question | null;
  place?: string;
  photos: KeptPhoto[];
  clip?: KeptClip | null;
  key: string;
}

export class Draft {
  title = $state("");
  body = $state("");
  topics = $state<string[]>([]);
  audience = $state<AudienceKind>("public");
  chosen = $state<string[]>([]);
  momo = $state(false);
  labels = $state<NoteLabel[]>([]);
  /** A note that this one answers, and one that it quotes. */
  answers = $state<string | null>(null);
  quotes = $state<string | null>(null);
  asks = $state<Question | null>(null);
  /** What people call where it is about. */
  place = $state("");
  tray: Tray;
  clip = new Clip();
  status = $state<"writing" | "posting">("writing");
  error = $state.raw<unknown>(null);
  readonly taken: boolean;
  private key: string;

  private readonly slot: string;

  /** `of`: the note that is written anew; what it says is kept only once something differs. */
  constructor(readonly of: Note | null = null) {
    this.slot = of ? `edit.${of.id}` : "draft";
    const kept = recall<Kept>(this.slot);
    this.taken = kept !== null;
    this.key = newKey();
    // a video keeps its place: what may be written anew of it is its description
    this.tray = new Tray(of?.kind === "video" ? 1 : limits.photos, limits.mediaBytes);
    this.take(kept ?? (of ? said(of) : null));
  }

  /** Go on with what was kept, or begin with nothing. */
  take(kept: Kept | null): void {
    this.title = kept?.title ?? "";
    this.body = kept?.body ?? "";
    this.topics = kept?.topics ?? [];
    this.labels = kept?.labels ?? [];
    this.audience = kept?.audience ?? "public";
    this.chosen = kept?.chosen ?? [];
    this.momo = kept?.momo ?? false;
    this.answers = kept?.answers ?? null;
    this.quotes = kept?.quotes ?? null;
    this.asks = kept?.asks ?? null;
    this.place = kept?.place ?? "";
    this.key = kept?.key || newKey();
    this.tray.take(kept?.photos ?? []);
    this.clip.take(kept?.clip ?? null);
  }

  get kept(): Kept {
    const { title, body, topics, audience, chosen, momo, labels, answers, quotes, asks, place, key } = this;
    return { title, body, topics: [...topics], audience, chosen: [...chosen], momo, labels: [...labels], answers, quotes, asks: asks && { ...asks }, place, photos: this.tray.kept, ...(this.clip.keeps ? { clip: this.clip.keeps } : {}), key };
  }

  /** Whether it says what the note says already. */
  get same(): boolean {
    if (!this.of) return false;
    const { key: _, ...now } = this.kept;
    const { key: __, ...before } = said(this.of);
    return JSON.stringify(now) === JSON.stringify(before);
  }

  get empty(): boolean {
    return this.title.trim() === "" && this.body.trim() === "" && this.tray.photos.length === 0 && !this.clip.there;
  }

  get fits(): boolean {
    return charsIn(this.title) <= limits.title && charsIn(this.body) <= limits.body && this.topics.length <= limits.topics;
  }

  get ready(): boolean {
    return !this.empty && this.fits && !this.tray.busy && !this.tray.failed && (!this.clip.there || this.clip.postable) && this.status === "writing";
  }

  keep(): void {
    const nothing = this.of ? this.same : this.empty && this.topics.length === 0;
    keep(this.slot, nothing ? null : this.kept);
  }

  /** Post it; without an answer it waits in this browser, to be sent in the name of `by`. */
  async post(by: string): Promise<Note | "waits" | "prepares" | null> {
    this.status = "posting";
    this.error = null;
    const clip = this.clip.video;
    const media = clip ? [{ id: clip.id, alt: this.clip.alt.trim() }] : this.tray.photos.flatMap((photo) => (photo.media ? [{ id: photo.media.id, alt: photo.alt.trim() }] : []));
    const words = { title: this.title.trim(), body: this.body.trim(), topics: [...this.topics], media, labels: [...this.labels] };
    const written = { ...words, audience: this.audience, chosen: [...this.chosen], ...(this.momo ? { momo: true } : {}), answers: this.answers, quotes: this.quotes, asks: this.asks && { ...this.asks }, place: this.place.trim() };
    try {
      if (clip) {
        const { note } = await api.put<{ note: string | null }>(`/videos/${clip.id}/note`, written);
        const shown = note ? await api.get<Note>(`/notes/${note}`) : null;
        this.discard();
        return shown ?? "prepares";
      }
      const note = this.of
        ? await this.anew(this.of, words)
        : await api.post<Note>("/notes", written, { key: this.key });
      this.discard();
      return note;
    } catch (error) {
      // only what is new waits: an old note may have been written anew elsewhere by then
      if (!this.of && !clip && error instanceof Unreachable) {
        wait({ by, key: this.key, note: written });
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

  /** What is written anew, and where it is about now. */
  private async anew(note: Note, words: Record<string, unknown>): Promise<Note> {
    const moved = this.place.trim() !== said(note).place;
    if (moved) await api.put(`/notes/${note.id}/place`, { name: this.place.trim() });
    return api.put<Note>(`/notes/${note.id}`, words);
  }

  discard(): void {
    // what was meant for few stays so only for that note: the next one begins as every note does
    this.take(this.of ? said(this.of) : null);
    keep(this.slot, null);
  }
}

function said(note: Note): Kept {
  return {
    title: note.title,
    body: note.body,
    topics: note.topics.map((topic) => (typeof topic === "string" ? topic : topic.label)),
    audience: "public",
    chosen: [],
    momo: false,
    labels: [...(note.labels ?? [])],
    answers: null,
    quotes: null,
    asks: null,
    place: note.place ? placeName(note.place).text : "",
    photos: note.photos_list.map(({ media, alt, card, full, w, h }) => ({ media: { id: media, card, full, w, h }, alt })),
    key: "",
  };
}
