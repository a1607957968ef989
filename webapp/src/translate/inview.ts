/** Tells once when something has come into view; one observer for the whole page. */

const waiting = new WeakMap<Element, () => void>();
let observer: IntersectionObserver | null = null;

function watch(): IntersectionObserver {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        observer?.unobserve(target);
        waiting.get(target)?.();
      }
    },
    { rootMargin: "200px 0px" }, // a little early, so that it is there when it is looked at
  );
  return observer;
}

export function inView(node: Element, then: () => void): { destroy: () => void } {
  waiting.set(node, then);
  watch().observe(node);
  return { destroy: () => observer?.unobserve(node) };
}
