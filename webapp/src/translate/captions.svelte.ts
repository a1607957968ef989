/** One person's work on captions in one language: typed, kept on this device, saved, published. */
import { api } from "../kit/api";
import { keep, recall } from "../kit/storage";
import type { Lang } from "../kit/types";
import { cueOf, cuesOf, following, inOrder, merge, msOf, split, timeOf, vttOf, wrongs, type Captions, type Cue } from "./captions";

interface Kept {
  cues: Cue[];
  /** When what they began from was saved; null where nothing was. */
  base: string | null;
}

// for a browser that may keep nothing: at least while the app is open
const here = new Map<string, Kept>();
const writeMs = 300;
const said = (cues: readonly Cue[]) => JSON.stringify(cues.map(({ start, end, text }) => [start, end, text]));

export class Work {
  cues = $state<Cue[]>([]);
  saved = $state.raw<Captions | null>(null);
  /** Unsaved words from an earlier visit were taken up again. */
  takenUp = $state(false);
  /** They began from something that was changed elsewhere since. */
  overtaken = $state(false);
  private base = $state.raw("");
  private readonly slot: string;
  private timer: ReturnType<typeof setTimeout> | undefined;
  readonly wrongs = $derived(wrongs(this.cues));
  readonly dirty = $derived(said(this.cues) !== this.base);

  constructor(
    readonly media: string,
    readonly lang: Lang,
    saved: Captions | null,
  ) {
    this.slot = `captions.${media}.${lang}`;
    this.began(saved);
    const kept = here.get(this.slot) ?? recall<Kept>(this.slot);
    if (!kept) return;
    this.cues = kept.cues.map((cue) => ({ ...cueOf(0, 0), start: cue.start, end: cue.end, text: cue.text }));
    this.takenUp = this.dirty;
    this.overtaken = this.takenUp && kept.base !== (saved?.at ?? null);
    if (!this.dirty) this.forget();
  }

  private began(saved: Captions | null): void {
    this.saved = saved;
    this.cues = saved?.vtt ? cuesOf(saved.vtt) : [];
    this.base = said(this.cues);
    this.takenUp = this.overtaken = false;
  }

  /** Called whenever something was typed. */
  hold(): void {
    if (!this.dirty) return this.forget();
    const kept = { cues: $state.snapshot(this.cues), base: this.saved?.at ?? null };
    here.set(this.slot, kept);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), writeMs);
  }

  /** Keep at once what waits to be kept: the page may be about to go. */
  flush(): void {
    clearTimeout(this.timer);
    const kept = here.get(this.slot);
    if (kept) keep(this.slot, kept);
  }

  private forget(): void {
    clearTimeout(this.timer);
    here.delete(this.slot);
    keep(this.slot, null);
  }

  discard(): void {
    this.began(this.saved);
    this.forget();
  }

  async save(publish: boolean): Promise<void> {
    const sent = said(this.cues);
    const saved = await api.put<Captions>(`/media/${this.media}/captions/${this.lang}`, { vtt: vttOf(this.cues), publish });
    this.saved = saved;
    this.base = sent;
    this.takenUp = this.overtaken = false;
    this.hold(); // what was typed while it travelled is still unsaved
  }

  /** Puts others in place of all cues; what it gives back puts the old ones back. */
  put(cues: Cue[]): () => void {
    const before = $state.snapshot(this.cues);
    this.cues = cues;
    return () => (this.cues = before);
  }

  sort(): void {
    this.cues = inOrder(this.cues);
  }

  /** Each answers the index whose words take the focus. */
  add(index: number, atMs: number | null): number {
    this.cues.splice(index + 1, 0, following(this.cues, index, atMs));
    return index + 1;
  }

  split(index: number, place: number, atMs: number | null): number {
    this.cues.splice(index, 1, ...split(this.cues[index]!, place, atMs));
    return index + 1;
  }

  merge(index: number): number {
    const next = this.cues[index + 1];
    if (next) this.cues.splice(index, 2, merge(this.cues[index]!, next));
    return index;
  }

  /** Takes a cue out; what it gives back puts it in again. */
  remove(index: number): () => void {
    const [gone] = this.cues.splice(index, 1);
    return () => {
      if (gone) this.cues.splice(Math.min(index, this.cues.length), 0, gone);
    };
  }

  setTime(index: number, field: "start" | "end", ms: number): void {
    this.cues[index]![field] = timeOf(ms);
  }

  /** The cue that is said at a moment, -1 in between. */
  at(ms: number): number {
    return this.cues.findIndex((cue) => (msOf(cue.start) ?? Infinity) <= ms && ms < (msOf(cue.end) ?? -1));
  }
}
