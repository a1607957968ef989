/** A notice in one sentence, and where it leads. */
import { listed, t } from "../kit/i18n.svelte";
import type { Byline, Notice } from "../kit/types";
import { shownName } from "../people/names";

const mostChars = 48;

/** Kept in one piece whichever way the sentence around it runs. */
const apart = (text: string) => `\u2068${text}\u2069`;

function short(text: string): string {
  const all = [...text];
  return all.length > mostChars ? `${all.slice(0, mostChars).join("").trimEnd()}…` : text;
}

function named(who: Byline): string {
  return apart(shownName(who));
}

/** "A", "A and B", "A, B and 3 others". */
export function peopleOf({ actors, people }: Notice): string {
  const names = actors.map(named);
  if (people <= names.length) return listed(names);
  const some = names.slice(0, 2);
  return listed([...some, t("notices.others", { count: people - some.length })]);
}

export function sentenceOf(notice: Notice): string {
  if (notice.announcement) return apart(notice.announcement.title);
  if (notice.statement) return t(`statement.${notice.statement.action}_${notice.statement.of}`);
  if (notice.custom) return t(`notices.say_custom_${notice.custom.did}`, { what: apart(short(notice.custom.title)) });
  if (notice.lever) return t(notice.lever.way === "up" ? "notices.say_ledger_up" : "notices.say_ledger_back");
  if (notice.kind === "came" && notice.actors.length === 0) return t("notices.say_came_unnamed", { count: notice.people });
  const note = notice.note ? notice.note.title || notice.note.excerpt || t("audience.untitled") : "";
  const about = notice.kind === "mention" ? (notice.comment ? "mention_comment" : "mention_note") : notice.kind;
  const of = notice.kind === "comment_like" ? (notice.comment?.excerpt ?? "") : note;
  return t(`notices.say_${about}`, { who: peopleOf(notice), what: apart(short(of)) });
}

export function hrefOf(notice: Notice): string {
  if (notice.statement) return "/statements";
  if (notice.custom) return "/customs?state=mine";
  if (notice.lever) return "/operator/levers";
  if (notice.draft) return `/together/${notice.draft}`;
  if (notice.answer && notice.people === 1) return `/n/${notice.answer.id}`;
  if (notice.comment && notice.note) return `/n/${notice.note.id}?comment=${notice.comment.id}`;
  if (notice.note) return `/n/${notice.note.id}`;
  if (notice.kind === "came" && (notice.people > 1 || !notice.actors[0])) return "/invitations";
  if (["follow", "found", "came"].includes(notice.kind) && notice.people === 1 && notice.actors[0]) return `/u/${notice.actors[0].handle}`;
  return "/notices";
}
