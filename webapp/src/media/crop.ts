/** Which part of a picture is kept: fractions of its width and height, moved and resized within it. */

export interface Part {
  x: number;
  y: number;
  w: number;
  h: number;
}

export type Corner = "nw" | "ne" | "sw" | "se";

export const whole: Part = { x: 0, y: 0, w: 1, h: 1 };
const least = 0.08;
const within = (value: number, low: number, high: number) => Math.min(Math.max(value, low), Math.max(low, high));

/** The largest part of a shape (width / height; null: any) around the middle of what is kept now. */
export function shaped(part: Part, shape: number | null, picture: { w: number; h: number }): Part {
  if (shape === null) return part;
  const unit = (shape * picture.h) / picture.w; // of the part's own sides
  const h = Math.min(1, 1 / unit);
  const w = h * unit;
  return { x: within(part.x + part.w / 2 - w / 2, 0, 1 - w), y: within(part.y + part.h / 2 - h / 2, 0, 1 - h), w, h };
}

export function moved(part: Part, dx: number, dy: number): Part {
  return { ...part, x: within(part.x + dx, 0, 1 - part.w), y: within(part.y + dy, 0, 1 - part.h) };
}

/** Drag one corner; the one across stays. With a shape, the height follows the width. */
export function resized(part: Part, corner: Corner, dx: number, dy: number, shape: number | null, picture: { w: number; h: number }): Part {
  const right = part.x + part.w;
  const bottom = part.y + part.h;
  const west = corner.endsWith("w");
  const north = corner.startsWith("n");
  const roomW = west ? right : 1 - part.x;
  const roomH = north ? bottom : 1 - part.y;
  let w = within(part.w + (west ? -dx : dx), least, roomW);
  let h = within(part.h + (north ? -dy : dy), least, roomH);
  if (shape !== null) {
    const unit = (shape * picture.h) / picture.w;
    w = Math.min(w, roomH * unit);
    h = w / unit;
  }
  return { x: west ? right - w : part.x, y: north ? bottom - h : part.y, w, h };
}

/** Cut that part out; the picture comes in its own pixels. */
export async function cut(image: HTMLImageElement, part: Part, type: string): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.naturalWidth * part.w));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * part.h));
  canvas.getContext("2d")!.drawImage(image, Math.round(image.naturalWidth * part.x), Math.round(image.naturalHeight * part.y), canvas.width, canvas.height, 0, 0, canvas.width, canvas.height);
  const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, type, 0.92));
  if (!made) throw new Error("the picture could not be cut");
  return made;
}
