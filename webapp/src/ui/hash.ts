/** A small stable number from a text, for choices that should not change between visits. */

export function hashOf(text: string): number {
  let hash = 0x811c9dc5; // FNV-1a
  for (let index = 0; index < text.length; index += 1) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  hash ^= hash >>> 15; // ids differ in their last letters: spread them over all bits
  return Math.imul(hash, 0x2c1b3c6d) >>> 0;
}
