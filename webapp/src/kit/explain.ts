/** From a failure to a sentence a person can act on. */
import { has, t } from "./i18n.svelte";
import { Problem, Unreachable } from "./problem";
import type { Facts } from "./types";

export function sentence(code: string, facts: Facts = {}): string {
  if (!has(`error.${code}`)) return t("error.unknown", { code });
  const mb = typeof facts.max_bytes === "number" ? Math.floor(facts.max_bytes / 2 ** 20) : 20;
  const minutes = typeof facts.retry_s === "number" ? Math.max(1, Math.ceil(facts.retry_s / 60)) : 1;
  return t(`error.${code}`, { mb, minutes, ...facts });
}

export function explain(error: unknown): string {
  if (error instanceof Problem) {
    const [field] = error.fields;
    const vague = error.code === "invalid_request" || !has(`error.${error.code}`);
    return field && vague ? sentence(field.code, field.facts) : sentence(error.code, error.facts);
  }
  if (error instanceof Unreachable) return t("error.offline");
  console.error(error); // a bug of ours: the reader gets a sentence, the console the facts
  return t("error.bug");
}

/** What went wrong with one field of a form, or null. */
export function fieldError(error: unknown, field: string): string | null {
  if (!(error instanceof Problem)) return null;
  const found = error.fields.find((one) => one.field === field || one.field.startsWith(`${field}.`) || one.field.startsWith(`${field}[`));
  return found ? sentence(found.code, found.facts) : null;
}
