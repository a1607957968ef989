/** Being rung when the app is closed: this browser, as long as this session lasts. */
import { api } from "../kit/api";
import { go } from "../kit/router.svelte";

export type Ringing = "unsupported" | "off" | "on" | "denied";

const worker = "/sw.js";

/** Needs a secure context and a push service; a page in a frame or on plain http has neither. */
const supported = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

function bytesOf(key: string): Uint8Array<ArrayBuffer> {
  const text = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

async function subscription(): Promise<PushSubscription | null> {
  const registered = await navigator.serviceWorker.getRegistration(worker);
  return (await registered?.pushManager.getSubscription()) ?? null;
}

async function tell(found: PushSubscription): Promise<void> {
  const { endpoint, keys } = found.toJSON();
  await api.put("/me/push", { endpoint, keys: { p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" } });
}

export async function ringing(): Promise<Ringing> {
  if (!supported()) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  return Notification.permission === "granted" && (await subscription()) ? "on" : "off";
}

/** Ask the reader, then the browser, then the square; called from a tap, as browsers want it. */
export async function ringHere(): Promise<Ringing> {
  if ((await Notification.requestPermission()) !== "granted") return ringing();
  const { key } = await api.get<{ key: string }>("/push-key");
  const registered = await navigator.serviceWorker.register(worker);
  await navigator.serviceWorker.ready;
  // one made with another key would never be heard
  await (await registered.pushManager.getSubscription())?.unsubscribe();
  await tell(await registered.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) }));
  return "on";
}

export async function ringNoMore(): Promise<Ringing> {
  const found = await subscription();
  if (found) {
    await api.delete(`/me/push?endpoint=${encodeURIComponent(found.endpoint)}`);
    await found.unsubscribe();
  }
  return ringing();
}

/** A browser that rang before rings for whoever has signed in here now; a tapped one leads there. */
export async function renew(): Promise<void> {
  if (!supported() || Notification.permission !== "granted") return;
  const found = await subscription();
  if (!found) return;
  navigator.serviceWorker.onmessage = ({ data }: MessageEvent<{ go?: string }>) => {
    if (data.go?.startsWith("/")) go(data.go);
  };
  await tell(found);
}
