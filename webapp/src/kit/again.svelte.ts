// Looking again while something moves.

/**
 * Looks again a second after the last look, for as long as something moves. A look that fails is not the last one.
 * Called where a component begins; `load` sets what `moving` reads.
 */
export function lookAgain(moving: () => boolean, load: () => Promise<void>, afterMs = 1000): void {
  $effect(() => {
    if (!moving()) return;
    // a look sets what is read here, so the next one is another run's: this one must not go on beside it
    let over = false;
    let timer = 0;
    const later = () => {
      if (over) return;
      timer = window.setTimeout(() => void load().finally(later), afterMs);
    };
    later();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  });
}
