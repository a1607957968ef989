// Looking again while something moves.

/**
 * Looks again a second after the last look, for as long as something moves. A look that fails is not the last one.
 * Called where a component begins; `load` sets what `moving` reads.
 */
export function lookAgain(moving: () => boolean, load: () => Promise<void>, afterMs = 1000): void {
  $effect(() => {
    if (!moving()) return;
    let timer = 0;
    const later = () => (timer = window.setTimeout(() => void load().finally(next), afterMs));
    let next = later;
    later();
    return () => {
      clearTimeout(timer);
      next = () => 0;
    };
  });
}
