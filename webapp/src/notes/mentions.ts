/** Finding the name that is being typed, and putting in the one that was meant. */

const typed = /(?:^|[^\p{L}\p{N}_@])@([\p{L}\p{N}_]{1,24})$/u;

/** What follows the @ that the cursor stands behind; null where no name is being typed. */
export function beingNamed(text: string, at: number): string | null {
  return typed.exec(text.slice(0, at))?.[1] ?? null;
}

/** The text with a handle in place of what was typed, and where the cursor goes. */
export function withName(text: string, at: number, handle: string): { text: string; at: number } {
  const before = text.slice(0, at).replace(/@[\p{L}\p{N}_]*$/u, `@${handle} `);
  return { text: before + text.slice(at).replace(/^ /, ""), at: before.length };
}
