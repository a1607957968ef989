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

const bySquare = "-ledger";

/** A handle in one piece, whichever way the sentence around it runs. */
export const called = (handle: string) => `\u2068@${handle}\u2069`;

/** Who moved a lever: a colleague, the command line, or the square by itself. */
export const moverOf = (by: string) => (by === bySquare ? t("levers.by_square") : by ? `@${by}` : t("levers.by_command"));

/** Why: in a colleague's own words, or what the ledger found. */
export function reasonOf(reason: string): string {
  const [about = "", how = ""] = reason.split(" ");
  if (!about.startsWith("ledger:")) return reason;
  if (how === "well") return t("levers.found_well");
  return t(about === "ledger:hospitality" ? "levers.found_locals" : "levers.found_broken");
}

export const move = (name: string, value: Lever["value"], reason: string) => api.put<Lever>(`/operator/levers/${encodeURIComponent(name)}`, { value, reason });
