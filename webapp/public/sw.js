// The app without a network: the shell of this build, and what this reader read last. Rings, too, when the app is closed.
// The three lines below are written by scripts/sw.mjs, from the files of the build.
const build = "dev";
const files = [];
const words = {}; // by language: only the reader's own are fetched ahead

const shell = `qiao-shell-${build}`;
const read = "qiao-read"; // of one reader alone: emptied when another comes
const seen = "qiao-seen"; // pictures, emptied with it
const who = "qiao-who";
const shared = "qiao-shared";
const spoken = "qiao-spoken"; // the app's language, put there by the page
const most = { [read]: 90, [seen]: 150 };
const kept = /^\/api\/v1\/(me|feeds\/(explore|following)|notes\/[^/]+(\/comments)?|members\/[^/]+(\/notes)?|topics\/[^/]+(\/notes)?|boards(\/[^/]+\/notes)?|rules|languages)$/;
// after these somebody else may be reading; that they did not succeed is no reason to keep more
const changesReader = /^\/api\/v1\/(sessions(\/.*)?|members|identities(\/.*)?|me(\/leaving)?)$/;
let lostAt = 0; // when something was last given out of what is kept
let turn = 0; // grows when the reader changes: an answer from before is not kept after

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(shell);
      const lang = (await (await caches.match("/lang", { cacheName: spoken }))?.text()) ?? "en";
      await cache.addAll([...files, ...(words[lang] ?? [])].map((file) => new Request(file, { cache: file === "/index.html" ? "reload" : "default" })));
      // the first one has nobody to wait for; a later one waits for the reader's word
      if (!self.registration.active) await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      // a window of the build before may still ask for a page's code
      const shells = (await caches.keys()).filter((name) => name.startsWith("qiao-shell-") && name !== shell);
      await Promise.all(shells.slice(0, -1).map((name) => caches.delete(name)));
      await self.registration.navigationPreload?.enable();
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin || request.headers.has("range")) return;
  if (request.method === "POST" && url.pathname === "/new") return event.respondWith(takeShared(request));
  if (request.method !== "GET") {
    if (request.method !== "PATCH" && changesReader.test(url.pathname)) event.respondWith(forgetAround(request));
  } else if (request.mode === "navigate") event.respondWith(page(event));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(file(request));
  else if (/^\/(media|stickers)\//.test(url.pathname) && request.destination === "image") event.respondWith(picture(event));
  else if (kept.test(url.pathname)) event.respondWith(answer(event, url));
});

async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return (await caches.match("/index.html", { cacheName: shell })) ?? Response.error();
  }
}

async function file(request) {
  const found = await caches.match(request, { ignoreVary: true });
  if (found) return found;
  const answered = await fetch(request);
  // a language that was chosen later is kept from then on
  const path = new URL(request.url).pathname;
  if (answered.ok && Object.values(words).some((own) => own.includes(path))) await (await caches.open(shell)).put(request, answered.clone());
  return answered;
}

async function picture(event) {
  const found = await caches.match(event.request, { cacheName: seen, ignoreVary: true });
  if (found) return found;
  const now = turn;
  const answered = await fetch(event.request);
  if (answered.ok) event.waitUntil(keep(seen, event.request, answered.clone(), now));
  return answered;
}

async function answer(event, url) {
  const now = turn;
  let answered;
  try {
    answered = await fetch(event.request);
  } catch (error) {
    const found = await caches.match(event.request, { cacheName: read, ignoreVary: true });
    if (!found) throw error;
    lostAt = Date.now();
    event.waitUntil(say(event.clientId, { offline: true }));
    return found;
  }
  let mine = now;
  if (turn === now && (answered.status === 401 || (answered.ok && url.pathname === "/api/v1/me"))) {
    // whose answers these are, as the square itself says it
    await isReading(await readerOf(answered));
    mine = turn;
  }
  if (answered.ok) event.waitUntil(keep(read, event.request, answered.clone(), mine));
  else if (answered.status === 404) event.waitUntil(caches.open(read).then((cache) => cache.delete(event.request)));
  return answered;
}

async function keep(name, request, answered, now) {
  const cache = await caches.open(name);
  // put in anew, it is the youngest again
  await cache.delete(request, { ignoreVary: true });
  if (now !== turn) return;
  await cache.put(request, answered);
  // the reader changed while it was written
  if (now !== turn) return void (await cache.delete(request, { ignoreVary: true }));
  const all = await cache.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - most[name])).map((old) => cache.delete(old)));
}

async function isReading(id) {
  const cache = await caches.open(who);
  const before = await (await cache.match("/who"))?.text();
  if (before === id) return;
  // nobody was named yet: what is kept was asked for since the last reader went
  if (before !== undefined) await forget();
  await (await caches.open(who)).put("/who", new Response(id));
}

async function readerOf(answered) {
  return answered.ok ? ((await answered.clone().json()).member?.id ?? "") : "";
}

async function forget() {
  turn += 1;
  await Promise.all([read, seen, shared, who].map((name) => caches.delete(name)));
}

async function forgetAround(request) {
  await forget();
  const answered = await fetch(request);
  await forget();
  return answered;
}

// What another app shares: kept until the composer takes it, which is at once.
async function takeShared(request) {
  try {
    const form = await request.formData();
    const cache = await caches.open(shared);
    const words = ["title", "text", "url"].map((name) => String(form.get(name) ?? "").slice(0, 5000));
    await cache.put("/shared/words", new Response(JSON.stringify(words)));
    const photos = form.getAll("photos").filter((photo) => photo instanceof File).slice(0, 18);
    await Promise.all(photos.map((photo, at) => cache.put(`/shared/${at}`, new Response(photo, { headers: { "Content-Type": photo.type } }))));
  } catch {
    // the composer opens, empty
  }
  return Response.redirect("/new?shared=1", 303);
}

async function say(clientId, what) {
  (await self.clients.get(clientId))?.postMessage(what);
}

self.addEventListener("message", (event) => {
  const { data } = event;
  if (data?.renew) return void self.skipWaiting();
  // a page that has just come was told before it could listen
  if (data?.ask && Date.now() - lostAt < 20_000) event.waitUntil(say(event.source.id, { offline: true }));
  // read before this was here: asked for once more, so that it can be read again without a network
  if (Array.isArray(data?.keep)) event.waitUntil(fill(data.keep));
});

async function fill(addresses) {
  const now = turn;
  for (const address of addresses.slice(0, 60)) {
    const url = new URL(address, self.location.origin);
    const name = /^\/(media|stickers)\//.test(url.pathname) ? seen : read;
    if (url.origin !== self.location.origin || (name === read && !kept.test(url.pathname))) continue;
    try {
      const answered = await fetch(url);
      if (answered.ok) await keep(name, new Request(url), answered, now);
    } catch {
      return;
    }
  }
}

self.addEventListener("push", (event) => {
  event.waitUntil(
    (async () => {
      let told = {};
      try {
        told = event.data?.json() ?? {};
      } catch {
        // not from us, or cut off: the browser wants to see something shown
      }
      const windows = await self.clients.matchAll({ type: "window" });
      // whoever looks at the app is told by the app itself
      if (windows.some((one) => one.visibilityState === "visible" && one.focused)) return;
      await self.registration.showNotification(told.title || "Qiao 桥", {
        body: told.body || "",
        tag: told.tag || "qiao",
        renotify: Boolean(told.tag),
        lang: told.lang || "",
        dir: told.dir || "auto",
        icon: "/icon-192.png",
        badge: "/icon-192.png",
        data: { url: told.url || "/notices" },
      });
    })(),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(
    (async () => {
      const url = new URL(event.notification.data?.url || "/notices", self.location.origin);
      if (url.origin !== self.location.origin) return;
      const [open] = await self.clients.matchAll({ type: "window" });
      if (!open) return void (await self.clients.openWindow(url.href));
      await open.focus();
      // the app goes there itself, so that nothing typed is lost to a reload
      open.postMessage({ go: url.pathname + url.search });
    })(),
  );
});
