// A stand-in for the server while working on the app: the same shapes, in memory, forgetting all when it ends.
// Sign in with any handle and the password "a long passphrase"; "operator" may claim with any token.
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { comments as someComments, notes as someNotes, people, picture, rules } from "./mock-data.mjs";

const port = Number(process.env.PORT ?? 8931);
const dist = new URL("../dist/", import.meta.url).pathname;
const kinds = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".webmanifest": "application/manifest+json" };
// the policy of the real server: what works here works there
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src blob:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

let last = 0;
const newId = () => `01mock${String((last += 1)).padStart(20, "0")}`;
const now = () => new Date().toISOString().replace(/\.\d+Z/, "Z");
const agoIso = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString().replace(/\.\d+Z/, "Z");
const shapes = [[900, 1200], [1200, 900], [1000, 1000], [900, 1350], [1200, 800]];

const members = new Map();
function join_(handle, name, langs, bio = "", bioLang = "und") {
  const member = { id: newId(), handle, name, bio, bio_lang: bioLang, region: "", avatar: null, momo: name === "", langs, counts: { notes: 0, followers: 3, following: 2 }, followed: false, self: false, joined: agoIso(60 * 24 * 90) };
  members.set(handle, member);
  return member;
}
for (const [handle, name, lang, bio] of people) join_(handle, name, [lang], bio, lang);

const photo = (seed, alt = "") => {
  const [w, h] = shapes[seed % shapes.length];
  const url = `/media/${seed}-${w}-${h}`;
  return { card: `${url}/card.webp`, full: `${url}/full.webp`, w, h, alt };
};
const byline = (m) => ({ handle: m.handle, name: m.name, avatar: m.avatar, momo: m.momo });
const excerptOf = (text) => text.replace(/\s+/g, " ").slice(0, 140);
const reasons = [{ code: "fresh", facts: {} }, { code: "near", facts: { title: "番茄炒蛋", note: "x" } }, { code: "newest", facts: {} }, { code: "topic", facts: { topic: "cooking" } }, { code: "followed", facts: { handle: "mabel", name: "Mabel Ortiz" } }];

const notes = new Map();
const comments = new Map();
function publish(author, { lang, title, body, photos, topics, versions = {}, at = now() }) {
  const id = newId();
  notes.set(id, {
    id, kind: photos.length ? "photo" : "text", title, excerpt: excerptOf(body), lang, cover: photos[0] ?? null, photos: photos.length, author: byline(author), topics, likes: (last * 7) % 240, comments: 0, liked: false, collected: false, at,
    versions: Object.fromEntries(Object.entries(versions).map(([l, [t, b]]) => [l, { title: t, excerpt: excerptOf(b) }])),
    reason: reasons[last % reasons.length], body, photos_list: photos,
    version_texts: Object.fromEntries(Object.entries(versions).map(([l, [t, b]]) => [l, { title: t, body: b, alt: [], by: "person" }])),
    collects: last % 30, standing: "public", mine: false, followed: false, mixed: lang === "mul" ? ["zh-Hans", "en"] : [],
  });
  author.counts.notes += 1;
  return notes.get(id);
}
function say(note, author, body, lang, parent = null) {
  const comment = { id: newId(), note: note.id, parent, author: byline(author), author_of_note: author.handle === note.author.handle, body, lang, at: now(), likes: last % 12, liked: false, deleted: false, mine: false, versions: {}, answers: [] };
  comments.set(comment.id, comment);
  note.comments += 1;
  return comment;
}
for (let round = 0; round < 4; round += 1) {
  someNotes.forEach(([handle, lang, title, body, count, topics, versions], index) => {
    const seed = round * 31 + index * 3;
    const photos = Array.from({ length: count }, (_, n) => photo(seed + n, "—"));
    const note = publish(members.get(handle), { lang, title, body, photos, topics, versions, at: agoIso(5 + round * 900 + index * 47) });
    if (index % 3 === 0) {
      const [first] = someComments.map(([who, l, text]) => say(note, members.get(who), text, l));
      const answer = say(note, members.get("lin_cooks"), "哈哈哈，先吃饭再吵 🍅", "zh-Hans", first.id);
      first.answers.push(answer);
    }
  });
}

let me = null;
const boards = [{ id: newId(), title: "", notes: 0 }];
const statements = [{ id: newId(), at: agoIso(90), of: "note", id_of: "x", excerpt: "Only an idiot would cook like this", excerpt_lang: "en", seen: false, rule_title: "Be kind to people", rule_lang: "en", reason_engine: "", reason_state: "done", can_appeal: true, action: "limited", rule: "kind", reason: "这是对人不对事。", lang: "zh-Hans", reason_translated: "This is about the person, not the dish.", appeal: { state: "none", text: "", answer: "", answer_lang: "", answer_translated: null } }];
let wishes = [];
const muted = new Set();
const dials = { variety: 0.5, other_langs: 0.5, home: "explore", reset_at: null };
const moves = [];
const levers = [
  { name: "feed", type: "choice", value: "ranked", default: "ranked", title: "What Explore is", choices: ["ranked", "chronological"], moved: null },
  { name: "explore_share", type: "number", value: 0.1, default: 0.1, title: "Places kept", min: 0, max: 0.3, moved: null },
  { name: "engagement", type: "choice", value: "weighed", default: "weighed", title: "Likes", choices: ["weighed", "raw"], moved: null },
];
const meView = () => ({ member: { ...me.member, self: true }, langs: me.member.langs, ui_lang: me.ui_lang, operator: me.operator, unread_statements: 1, reading: me.reading ?? { default: { mode: "tap", original: "hidden" }, langs: {} } });

function translationOf({ of, id, to }) {
  const what = of === "bio" ? [...members.values()].find((m) => m.id === id) : of === "note" ? notes.get(id) : comments.get(id);
  if (!what) throw new Refused(404, "not_found");
  const lang = of === "bio" ? what.bio_lang : what.lang;
  const body = of === "bio" ? what.bio : what.body;
  const base = { source: lang, target: to, title: what.title ?? "", body, alt: [], engine: { kind: "machine", name: "mock-translate" }, confidence: 0.8, segments: [], reason: null };
  base.notes = /绝绝子|yyds/.test(body) ? [{ term: /yyds/.test(body) ? "yyds" : "绝绝子", means: "the very best (internet slang)", register: "neutral", ambiguous: false }] : [];
  base.emoji = [...new Set(body.match(/\p{Extended_Pictographic}/gu) ?? [])].map((emoji) => ({ emoji, name: emoji === "😂" ? "face with tears of joy" : "a small picture" }));
  if (what.version_texts?.[to]) return { ...base, state: "done", ...what.version_texts[to], engine: { kind: "person", name: "" } };
  if (lang === "lo") return { ...base, state: "unavailable", engine: { kind: "none", name: "" }, title: "", body: "", reason: { code: "no_engine", facts: { source: "lo", target: to } } };
  if (!what.asked) {
    what.asked = true;
    return { ...base, state: "pending", retry_ms: 700 };
  }
  const words = { en: "These words stand where a translation would", "zh-Hans": "这里本该是译文", ar: "هنا مكان الترجمة" }[to];
  return { ...base, state: "done", title: what.title ? `${words}: “${what.title.slice(0, 20)}”` : "", body: `${words}.` };
}

const caseOf = (note, standing = "public", extra = {}) => ({ id: note.id, of: "note", id_of: note.id, note: note.id, at: agoIso(30), standing, lang: note.lang, author: note.author, title: note.title, body: note.body, photos_list: note.photos_list, reports: [{ at: agoIso(20), rule: "kind", text: "这不友善吧？", text_translated: "Not kind, is it?", by_handle: "mabel" }], reports_total: 1, translation: translationOf({ of: "note", id: note.id, to: me?.ui_lang ?? "en" }), decisions: [], appeal: null, ...extra });

class Refused extends Error {
  constructor(status, code, facts = {}, fields = []) {
    super(code);
    Object.assign(this, { status, code, facts, fields });
  }
}
const member = () => {
  if (!me) throw new Refused(401, "signed_out");
  return me.member;
};
const paged = (all, url, size = 20) => {
  const from = Number(url.searchParams.get("cursor") ?? 0);
  return { items: all.slice(from, from + size), cursor: from + size < all.length ? String(from + size) : null };
};
const card = (n) => n;
const newest = () => [...notes.values()].sort((a, b) => (a.at < b.at ? 1 : -1));
const noteAt = (id) => {
  const note = notes.get(id);
  if (!note) throw new Refused(404, "not_found");
  note.mine = me?.member.handle === note.author.handle;
  note.followed = members.get(note.author.handle).followed;
  return note;
};
const toggle = (what, on) => {
  if (what.liked !== on) what.likes += on ? 1 : -1;
  what.liked = on;
  return { likes: what.likes, liked: what.liked };
};
const signIn = (handle, langs = ["en"], ui_lang = "en", name = "", operator = false) => {
  me = { member: members.get(handle) ?? join_(handle, name, langs), ui_lang, operator };
  return meView();
};

const routes = [
  ["GET", "/me", () => (member(), meView())],
  ["PATCH", "/me", ({ body }) => {
    const { langs, ui_lang, avatar, reading, ...rest } = body;
    if (reading) me.reading = reading;
    Object.assign(member(), rest, langs ? { langs } : {});
    me.member.momo = me.member.name === "";
    if (avatar !== undefined) me.member.avatar = avatar && photo(Number(avatar));
    if (ui_lang) me.ui_lang = ui_lang;
    return meView();
  }],
  ["POST", "/members", ({ body }) => {
    if (members.has(body.handle)) throw new Refused(409, "handle_taken", {}, [{ field: "handle", code: "handle_taken", facts: {} }]);
    return [201, signIn(body.handle, body.langs, body.ui_lang, body.name ?? "")];
  }],
  ["POST", "/sessions", ({ body }) => {
    if (body.password !== "a long passphrase") throw new Refused(401, "wrong_handle_or_password");
    return [201, signIn(body.handle, members.get(body.handle)?.langs ?? ["en"], "en", "", body.handle === "operator")];
  }],
  ["DELETE", "/sessions/current", () => void (me = null)],
  ["POST", "/operator-claims", () => (member(), (me.operator = true), meView())],
  ["GET", "/members/:handle", ({ handle }) => {
    const found = members.get(handle);
    if (!found) throw new Refused(404, "not_found");
    return { ...found, self: me?.member.handle === handle };
  }],
  ["GET", "/members/:handle/notes", ({ handle, url }) => paged(newest().filter((n) => n.author.handle === handle), url)],
  ["PUT", "/members/:handle/follow", ({ handle }) => void (member(), (members.get(handle).followed = true))],
  ["DELETE", "/members/:handle/follow", ({ handle }) => void (member(), (members.get(handle).followed = false))],
  ["GET", "/feeds/explore", ({ url }) => paged(newest().map(card), url)],
  ["GET", "/feeds/following", ({ url }) => (member(), paged(newest().filter((n) => members.get(n.author.handle).followed), url))],
  ["GET", "/topics", ({ url }) => ({ items: [...new Set([...notes.values()].flatMap((n) => n.topics))].filter((t) => t.includes(url.searchParams.get("q") ?? "")).slice(0, 8).map((t) => ({ slug: t, label: t, notes: 12 })) })],
  ["GET", "/topics/:slug", ({ slug }) => ({ slug, label: slug, notes: newest().filter((n) => n.topics.includes(slug)).length, followed: false })],
  ["GET", "/topics/:slug/notes", ({ slug, url }) => paged(newest().filter((n) => n.topics.includes(slug)), url)],
  ["GET", "/notes/:id", ({ id }) => noteAt(id)],
  ["POST", "/notes", ({ body }) => {
    const author = member();
    if (!body.title && !body.body && !body.media.length) throw new Refused(422, "note_empty");
    return [201, publish(author, { lang: "en", title: body.title, body: body.body, topics: body.topics, photos: body.media.map((m) => photo(Number(m.id), m.alt)) })];
  }],
  ["DELETE", "/notes/:id", ({ id }) => void (member(), notes.delete(id))],
  ["PUT", "/notes/:id/versions/:lang", ({ id, lang, body }) => {
    const note = noteAt(id);
    note.version_texts[lang] = { ...body, alt: [], by: "person" };
    note.versions[lang] = { title: body.title, excerpt: excerptOf(body.body) };
    return note;
  }],
  ["PUT", "/notes/:id/like", ({ id }) => (member(), toggle(noteAt(id), true))],
  ["DELETE", "/notes/:id/like", ({ id }) => (member(), toggle(noteAt(id), false))],
  ["PUT", "/comments/:id/like", ({ id }) => (member(), toggle(comments.get(id), true))],
  ["DELETE", "/comments/:id/like", ({ id }) => (member(), toggle(comments.get(id), false))],
  ["PUT", "/notes/:id/collect", ({ id }) => (member(), Object.assign(noteAt(id), { collected: true }), { collects: ++notes.get(id).collects, collected: true })],
  ["DELETE", "/notes/:id/collect", ({ id }) => (member(), Object.assign(noteAt(id), { collected: false }), { collects: --notes.get(id).collects, collected: false })],
  ["GET", "/boards", () => (member(), { items: boards })],
  ["POST", "/boards", ({ body }) => {
    member();
    boards.push({ id: newId(), title: body.title, notes: 0 });
    return [201, boards.at(-1)];
  }],
  ["GET", "/boards/:id/notes", ({ url }) => paged(newest().filter((n) => n.collected), url)],
  ["GET", "/notes/:id/comments", ({ id, url }) => paged([...comments.values()].filter((c) => c.note === id && !c.parent), url, 10)],
  ["POST", "/notes/:id/comments", ({ id, body }) => {
    const made = { ...say(noteAt(id), member(), body.body, "en", body.parent ?? null), mine: true };
    comments.set(made.id, made);
    if (body.parent) comments.get(body.parent)?.answers.push(made);
    return [201, made];
  }],
  ["DELETE", "/comments/:id", ({ id }) => void (member(), comments.delete(id))],
  ["POST", "/media", () => {
    member();
    const seed = (last += 1);
    return [201, { id: String(seed), ...photo(seed) }];
  }],
  ["POST", "/translations", ({ body }) => translationOf(body)],
  ["POST", "/translations/preview", ({ body }) => ({
    targets: body.to.map((to) => ({ to, state: "done", source: "en", translated: `[${to}] ${body.text}`, back: body.text, doubtful: [], engine: { kind: "machine", name: "stand-in" }, confidence: 0.7, notes: [], reason: null })),
    retry_ms: null,
  })],
  ["GET", "/translations/audience", () => ({ langs: [{ lang: "en", people: 3 }, { lang: "pt", people: 2 }] })],
  ["GET", "/me/suggestions", () => ({ items: [], cursor: null })],
  ["GET", "/operator/suggestions", () => ({ items: [], cursor: null })],
  ["GET", "/slang", () => ({ items: [], cursor: null })],
  ["GET", "/languages", () => ({ pairs: [["en", "pt"], ["pt", "en"]], ui: ["en", "zh-Hans", "ar"] })],
  ["GET", "/rules", ({ url }) => {
    const lang = url.searchParams.get("lang") in rules ? url.searchParams.get("lang") : "en";
    return { lang, items: rules[lang].map(([id, title, text, ok, not_ok]) => ({ id, title, text, ok, not_ok })) };
  }],
  ["POST", "/reports", () => (member(), [201, { id: newId() }])],
  ["GET", "/me/statements", () => (member(), { items: statements })],
  ["POST", "/statements/:id/appeal", ({ id, body }) => {
    const statement = statements.find((s) => s.id === id);
    Object.assign(statement.appeal, { state: "waiting", text: body.text });
    statement.can_appeal = false;
    return [201, {}];
  }],
  ["GET", "/operator/cases", ({ url }) => {
    const state = url.searchParams.get("state");
    const some = newest().slice(0, 4);
    if (state === "appeals") return { items: [caseOf(some[0], "removed", { appeal: { text: "Ce n'était pas une attaque.", lang: "fr", text_translated: "It was not an attack." }, decisions: [{ at: agoIso(9), action: "remove", rule: "kind", reason: "rude", by_handle: "operator" }] })], cursor: null };
    return { items: state === "decided" ? [caseOf(some[1], "limited", { decisions: [{ at: agoIso(9), action: "limit", rule: "kind", reason: "rude", by_handle: "operator" }] })] : some.map((n) => caseOf(n)), cursor: null };
  }],
  ["POST", "/operator/cases/:id/decisions", () => [201, {}]],
  ["GET", "/feeds/explore/why/:id", ({ id }) => (member(), { note: id, reason: noteAt(id).reason, also: [{ code: "readers_also", facts: { title: "Sourdough", note: "x" } }, { code: "bridging", facts: { lang: "pt" } }], slot: true, terms: [{ name: "near", share: 0.48 }, { name: "readable", share: 0.22 }, { name: "evidence", share: 0.16 }, { name: "chance", share: 0.08 }, { name: "unheard_of", share: 0.06 }] })],
  ["PUT", "/feeds/wishes/:id", ({ id, body }) => {
    member();
    const note = noteAt(id);
    const value = body.value ?? "";
    wishes = wishes.filter((one) => one.note !== id || one.about !== body.about);
    wishes.unshift({ note: id, title: note.title, at: now(), ...body, value, label: body.about === "author" ? note.author.name || `@${note.author.handle}` : value });
    return { wish: body.wish, about: body.about, value };
  }],
  ["DELETE", "/feeds/wishes/:id", ({ id, url }) => void (wishes = wishes.filter((one) => one.note !== id || one.about !== url.searchParams.get("about")))],
  ["GET", "/feeds/wishes", () => (member(), { items: wishes })],
  ["GET", "/feeds/dials", () => (member(), dials)],
  ["PATCH", "/feeds/dials", ({ body }) => (member(), Object.assign(dials, body))],
  ["POST", "/feeds/reset", () => (member(), { reset_at: (dials.reset_at = now()) })],
  ["DELETE", "/feeds/reset", () => void (member(), (dials.reset_at = null))],
  ["GET", "/feeds/muted-topics", () => (member(), { items: [...muted].map((slug) => ({ slug, label: slug })) })],
  ["PUT", "/feeds/muted-topics/:slug", ({ slug }) => void (member(), muted.add(slug))],
  ["DELETE", "/feeds/muted-topics/:slug", ({ slug }) => void (member(), muted.delete(slug))],
  ["GET", "/notes/:id/related", ({ id }) => ({ items: newest().filter((n) => n.id !== id).slice(0, 9), cursor: null })],
  ["GET", "/feeds/people", () => (member(), { items: [...members.values()].filter((m) => m !== me.member && !m.followed).slice(0, 8).map((m, index) => ({ member: m, reason: [{ code: "same_topics", facts: { topic: "cooking" } }, { code: "wrote_what_you_liked", facts: {} }, { code: "bridging", facts: { lang: "pt" } }, { code: "readers_also", facts: {} }][index % 4] })) })],
  ["GET", "/feeds/topics", () => (member(), { items: [...new Set([...notes.values()].flatMap((n) => n.topics))].slice(0, 9).map((slug, index) => ({ slug, label: slug, notes: 3 + index * 4, reason: { code: "near", facts: {} } })) })],
  ["GET", "/me/audience", () => {
    member();
    const from = { explore: { impressions: 1820, opens: 240 }, following: { impressions: 310, opens: 88 }, topic: { impressions: 140, opens: 31 }, related: { impressions: 96, opens: 12 }, profile: { impressions: 41, opens: 9 }, search: { impressions: 22, opens: 6 }, link: { impressions: 0, opens: 17 } };
    const langs = { en: 940, "zh-Hans": 610, ar: 420, pt: 260, fr: 88, other: 111 };
    const ladders = [{ state: "first", given: 12, promised: 30 }, { state: "growing", given: 71, promised: 120 }, { state: "resting", given: 58, promised: 120 }, { state: "done", given: 120, promised: 120 }, null];
    return { days: 28, totals: { impressions: 2429, opens: 403, readers: 611 }, from, langs, notes: newest().slice(0, 7).map((n, index) => ({ id: n.id, title: n.title, at: n.at, impressions: 400 >> index, opens: 90 >> index, likes: n.likes, collects: n.collects, comments: n.comments, from: index === 6 ? {} : { explore: { impressions: 300 >> index, opens: 9 }, following: { impressions: 90 >> index, opens: 7 }, topic: { impressions: 10, opens: 1 } }, langs: { en: 20, ar: 9, other: 3 }, ladder: ladders[index % 5] })), cursor: null };
  }],
  ["GET", "/operator/levers", () => ({ items: levers })],
  ["PUT", "/operator/levers/:name", ({ name, body }) => {
    const lever = levers.find((one) => one.name === name);
    const moved = { by: me.member.handle, at: now(), reason: body.reason };
    moves.unshift({ name, value: body.value, ...moved });
    return Object.assign(lever, { value: body.value, moved });
  }],
  ["GET", "/operator/clusters", () => ({ items: [{ id: "c1", found_at: agoIso(200), members: ["likes_1", "likes_2", "likes_3", "likes_4"], pushed: newest().slice(0, 2).map((n) => ({ note: n.id, title: n.title, author: n.author.handle, by: 4 })) }] })],
  ["DELETE", "/operator/clusters/:id", () => undefined],
  ["GET", "/operator/levers/history", () => ({ items: moves })],
  ["POST", "/events", () => undefined],
];

function match(method, path) {
  for (const [verb, pattern, run] of routes) {
    const want = pattern.split("/");
    const have = path.split("/");
    if (verb !== method || want.length !== have.length) continue;
    if (want.every((part, i) => part.startsWith(":") || part === have[i])) {
      return { run, params: Object.fromEntries(want.flatMap((part, i) => (part.startsWith(":") ? [[part.slice(1), decodeURIComponent(have[i])]] : []))) };
    }
  }
  return null;
}

createServer(async (request, answer) => {
  const url = new URL(request.url, "http://mock");
  const sendJson = (status, body, type = "application/json") => {
    answer.writeHead(status, { "Content-Type": type });
    answer.end(body === undefined ? undefined : JSON.stringify(body));
  };
  if (url.pathname.startsWith("/media/")) {
    const [seed, w, h] = url.pathname.split("/")[2].split("-").map(Number);
    answer.writeHead(200, { "Content-Type": "image/svg+xml" });
    return answer.end(picture(seed, w, h));
  }
  if (url.pathname.startsWith("/api/v1/")) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const isJson = /json/.test(request.headers["content-type"] ?? "");
    try {
      const found = match(request.method, url.pathname.slice("/api/v1".length));
      if (!found) throw new Refused(404, "not_found");
      const body = isJson && chunks.length ? JSON.parse(Buffer.concat(chunks).toString()) : {};
      const said = found.run({ ...found.params, url, body });
      if (said === undefined) return sendJson(204);
      return Array.isArray(said) ? sendJson(said[0], said[1]) : sendJson(200, said);
    } catch (error) {
      if (!(error instanceof Refused)) console.error(error);
      const { status = 500, code = "mock_broke", facts = {}, fields = [] } = error;
      return sendJson(status, { type: `/problems/${code}`, title: code, status, code, facts, fields }, "application/problem+json");
    }
  }
  const file = join(dist, normalize(url.pathname));
  const path = extname(file) && existsSync(file) ? file : join(dist, "index.html");
  answer.writeHead(200, { "Content-Type": `${kinds[extname(path)] ?? "application/octet-stream"}; charset=utf-8`, "Content-Security-Policy": policy });
  createReadStream(path).pipe(answer);
}).listen(port, "127.0.0.1", () => console.log(`mock of the square on http://localhost:${port}`));
