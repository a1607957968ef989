/** The rules of the square, read once per language. */
import { api, withQuery } from "../kit/api";
import type { Lang, Rule } from "../kit/types";

export interface Rules {
  lang: Lang;
  items: Rule[];
}

const books = new Map<Lang, Promise<Rules>>();

export function rulesIn(lang: Lang): Promise<Rules> {
  let rules = books.get(lang);
  if (!rules) {
    rules = api.get<Rules>(withQuery("/rules", { lang }));
    books.set(lang, rules);
    rules.catch(() => books.delete(lang)); // asked again next time
  }
  return rules;
}

/** A rule's title; its id when the rules cannot be read or no longer hold it. */
export async function ruleTitle(id: string, lang: Lang): Promise<string> {
  try {
    return (await rulesIn(lang)).items.find((rule) => rule.id === id)?.title ?? id;
  } catch {
    return id;
  }
}
