/** What is searched for, as it stands in the address. */
import { withQuery } from "../kit/api";
import type { Asked, Kind, Questions, Since, Sort } from "./types";

const kinds: readonly Kind[] = ["notes", "people", "topics"];
const sorts: readonly Sort[] = ["fit", "new", "liked"];
const spans: readonly Since[] = ["", "day", "week", "month", "year"];

const questions: readonly Questions[] = ["", "all", "open"];

function oneOf<T extends string>(given: string | null, allowed: readonly T[]): T {
  return allowed.find((one) => one === given) ?? allowed[0]!;
}

export function read(url: string): Asked {
  const query = new URLSearchParams(url.split("?")[1] ?? "");
  return {
    q: query.get("q") ?? "",
    kind: oneOf(query.get("kind"), kinds),
    sort: oneOf(query.get("sort"), sorts),
    since: oneOf(query.get("since"), spans),
    lang: query.get("lang") ?? "",
    photo: query.get("photo") === "1",
    asks: oneOf(query.get("asks"), questions),
    place: query.get("place") ?? "",
  };
}

/** Its address below `path`; what is as always is left out. */
export function write(path: string, asked: Asked): string {
  const { q, kind, sort, since, lang, photo, asks, place } = asked;
  return withQuery(path, {
    q,
    kind: kind === "notes" ? "" : kind,
    sort: sort === "fit" ? "" : sort,
    since,
    lang,
    photo: photo ? "1" : "",
    asks,
    place,
  });
}
