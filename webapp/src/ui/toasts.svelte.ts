/** Short words at the edge of the window; some can be taken back. */

export interface Toast {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
}

const list = $state<Toast[]>([]);
let last = 0;

export const toasts = {
  get all(): readonly Toast[] {
    return list;
  },
};

export function dismiss(id: number): void {
  const index = list.findIndex((one) => one.id === id);
  if (index >= 0) list.splice(index, 1);
}

export function toast(text: string, action?: Toast["action"], { shownMs = action ? 6000 : 4000 } = {}): number {
  last += 1;
  const id = last;
  list.push({ id, text, action });
  if (list.length > 3) list.shift();
  setTimeout(() => dismiss(id), shownMs);
  return id;
}
