/** The service worker from the app's side: put in place, renewed when the reader says so; what waits is sent. */
import { mount } from "svelte";
import { explain } from "../kit/explain";
import { t, ui } from "../kit/i18n.svelte";
import { go } from "../kit/router.svelte";
import { keep, recall } from "../kit/storage";
import { forgetLists } from "../notes/lists.svelte";
import { session, whoAmI } from "../people/session.svelte";
import { toast } from "../ui/toasts.svelte";
import { line } from "./line.svelte";
import OfflineLine from "./OfflineLine.svelte";
import { sendWaiting } from "./outbox";

/** What was read before the worker was there; the newest last. */
function readSoFar(): string[] {
  return performance
    .getEntriesByType("resource")
    .map((entry) => entry.name)
    .filter((name) => name.startsWith(location.origin) && /\/(api\/v1|media)\//.test(name));
}

function offerRenewal(waiting: ServiceWorker): void {
  toast(t("offline.new_version"), { label: t("offline.renew"), run: () => waiting.postMessage({ renew: true }) }, { shownMs: 60_000 });
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
}

async function place(): Promise<void> {
  const worker = navigator.serviceWorker;
  const first = !worker.controller;
  worker.addEventListener("message", ({ data }: MessageEvent<{ offline?: boolean }>) => {
    if (data?.offline) line.lost();
  });
  worker.startMessages();
  worker.controller?.postMessage({ ask: true });
  // of all the messages the worker fetches only these
  await (await caches.open("qiao-spoken")).put("/lang", new Response(ui.lang));
  const registered = await worker.register("/sw.js");
  if (registered.waiting && worker.controller) offerRenewal(registered.waiting);
  registered.addEventListener("updatefound", () => {
    const coming = registered.installing;
    coming?.addEventListener("statechange", () => {
      if (coming.state === "installed" && worker.controller) offerRenewal(coming);
    });
  });
  await worker.ready;
  if (first) (await worker.ready).active?.postMessage({ keep: readSoFar() });
}

async function send(): Promise<void> {
  if (session.status === "unreachable") await whoAmI();
  const me = session.me?.member.id;
  if (!me) return;
  // most have none: the code comes for who does
  if (recall("letter.outbox")) void import("../messages/outbox").then(({ sendAll }) => sendAll(me)).catch(() => undefined);
  await sendWaiting(
    me,
    (note) => {
      forgetLists();
      toast(t("offline.sent"), { label: t("offline.see"), run: () => go(`/n/${note.id}`) });
    },
    (one, why) => {
      // back to where it was written, unless something else is being written there
      if (!recall("draft")) keep("draft", { ...one.note, photos: [], key: one.key });
      toast(`${t("offline.refused")} ${explain(why)}`, { label: t("offline.see"), run: () => go("/new") });
    },
  );
}

export function startOffline(): void {
  mount(OfflineLine, { target: document.body });
  line.watch(() => void send());
  void send();
  // needs https or localhost; everywhere else the app works as before
  if ("serviceWorker" in navigator && isSecureContext) void place().catch(() => undefined);
}
