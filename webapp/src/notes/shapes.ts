/** Height over width of a card's cover. */
import type { Size } from "./covers";

const most = 1.45; // a very tall picture is cropped to this
const least = 0.62;

export function shapeOf(w: number, h: number): number {
  if (!(w > 0 && h > 0)) return 1;
  return Math.min(most, Math.max(least, h / w));
}

/** A text cover is at least this tall, and taller when its words need it. */
export const textShape: Record<Size, number> = { xl: 1, l: 1.1, m: 1.2, s: 1.25 };
