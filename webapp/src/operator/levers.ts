/** Levers in words: what each is called, and where it stands. */
import { api } from "../kit/api";
import { has, t } from "../kit/i18n.svelte";
import { percent, plain } from "../kit/time";
import type { Lever } from "../kit/types";

export const titleOf = (lever: Pick<Lever, "name"> & { title?: string }) => (has(`lever.${lever.name}`) ? t(`lever.${lever.name}`) : lever.title || lever.name);

const shares = new Set(["guest_margin", "hospitality"]);

export function valueOf(name: string, value: Lever["value"]): string {
  if (typeof value === "number") return name.endsWith("_share") || shares.has(name) ? percent(value) : plain(value);
  const key = `lever.${name}_${value}`;
  return has(key) ? t(key) : String(value);
}

export const move = (name: string, value: Lever["value"], reason: string) => api.put<Lever>(`/operator/levers/${encodeURIComponent(name)}`, { value, reason });
