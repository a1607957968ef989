/** The photos of a note being written: sent at once, ordered, described. */
import { newKey } from "../kit/api";
import { Problem } from "../kit/problem";
import type { Media } from "../kit/types";
import { shrink } from "./shrink";
import { accepted, send, type Sending } from "./upload";

export interface TrayPhoto {
  key: string;
  preview: string;
  alt: string;
  progress: number;
  media: Media | null;
  error: unknown;
  /** Where it lies as it came, once a part of it was cut out. */
  uncut?: string;
}

export interface KeptPhoto {
  media: Media;
  alt: string;
}

interface Source {
  file: Blob;
  idempotencyKey: string;
  sending?: Sending;
}

export class Tray {
  photos = $state<TrayPhoto[]>([]);
  private readonly sources = new Map<string, Source>();

  constructor(
    readonly most: number,
    readonly mostBytes: number,
    /** Where they are sent. */
    readonly path = "/media",
  ) {}

  /** Show these instead of what is there. */
  take(kept: KeptPhoto[]): void {
    this.clear();
    this.photos = kept.map(({ media, alt }) => ({ key: newKey(), preview: media.card, alt, progress: 1, media, error: null }));
  }

  get room(): number {
    return this.most - this.photos.length;
  }

  get busy(): boolean {
    return this.photos.some((photo) => !photo.media && !photo.error);
  }

  get failed(): boolean {
    return this.photos.some((photo) => photo.error);
  }

  /** What a draft keeps: photos the server already has. */
  get kept(): KeptPhoto[] {
    return this.photos.flatMap(({ media, alt }) => (media ? [{ media: { ...media }, alt }] : []));
  }

  /** Take these files; answers how many had no room. */
  add(files: File[]): number {
    const pictures = files.filter((file) => file.type.startsWith("image/") || /\.(jpe?g|png|webp|gif)$/i.test(file.name));
    const taken = pictures.slice(0, this.room);
    for (const file of taken) {
      const key = newKey();
      this.photos.push({ key, preview: URL.createObjectURL(file), alt: "", progress: 0, media: null, error: null });
      this.sources.set(key, { file, idempotencyKey: newKey() });
      void this.send(key);
    }
    return pictures.length - taken.length;
  }

  async send(key: string): Promise<void> {
    const source = this.sources.get(key);
    const find = () => this.photos.find((photo) => photo.key === key);
    const photo = find();
    if (!source || !photo) return;
    photo.error = null;
    photo.progress = 0;
    try {
      if (!accepted.includes(source.file.type)) throw new Problem(0, "media_not_an_image", {}, []);
      const small = await shrink(source.file);
      if (small.size > this.mostBytes) throw new Problem(0, "media_too_large", { max_bytes: this.mostBytes, max_mb: this.mostBytes / 2 ** 20 }, []);
      source.sending = send(
        small,
        (share) => {
          const now = find();
          if (now) now.progress = share;
        },
        source.idempotencyKey,
        this.path,
      );
      const media = await source.sending.done;
      const now = this.sources.get(key) === source ? find() : undefined;
      if (now) Object.assign(now, { media, progress: 1 });
    } catch (error) {
      if (this.sources.get(key) !== source) return; // another part is on its way
      const now = find();
      if (now) now.error = error;
      // the server answered: the next try is a new one
      if (error instanceof Problem) source.idempotencyKey = newKey();
    }
  }

  remove(key: string): void {
    this.sources.get(key)?.sending?.abort();
    this.sources.delete(key);
    const gone = this.photos.find((photo) => photo.key === key);
    for (const url of [gone?.preview, gone?.uncut]) if (url?.startsWith("blob:")) URL.revokeObjectURL(url);
    this.photos = this.photos.filter((photo) => photo.key !== key);
  }

  /** The photo to cut from: as it came, however often it was cut since. */
  uncut(photo: TrayPhoto): { src: string; type: string } {
    const file = this.sources.get(photo.key)?.file;
    const src = photo.uncut ?? (photo.preview.startsWith("blob:") ? photo.preview : (photo.media?.full ?? photo.preview));
    return { src, type: file?.type ?? "image/webp" };
  }

  /** Show and send this part of it instead. */
  replace(key: string, file: Blob): void {
    const photo = this.photos.find((one) => one.key === key);
    if (!photo) return;
    this.sources.get(key)?.sending?.abort();
    const before = photo.preview;
    photo.uncut ??= this.uncut(photo).src;
    if (before.startsWith("blob:") && before !== photo.uncut) URL.revokeObjectURL(before);
    Object.assign(photo, { preview: URL.createObjectURL(file), media: null, progress: 0, error: null });
    this.sources.set(key, { file, idempotencyKey: newKey() });
    void this.send(key);
  }

  move(from: number, to: number): void {
    if (to < 0 || to >= this.photos.length || from === to) return;
    const [photo] = this.photos.splice(from, 1);
    if (photo) this.photos.splice(to, 0, photo);
  }

  clear(): void {
    for (const photo of [...this.photos]) this.remove(photo.key);
  }
}
