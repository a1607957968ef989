/** Where someone wanted to go when they were asked to sign in: a path of this app, nothing else. */
import { router } from "../kit/router.svelte";

export function nextPlace(): string {
  const next = new URLSearchParams(router.place.url.split("?")[1] ?? "").get("next") ?? "/";
  return /^\/(?![/\\])/.test(next) && !/^\/(login|signup)/.test(next) ? next : "/";
}
