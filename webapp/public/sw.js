// Rings when the app is closed: shows what the square sent for this browser, and opens it. Nothing is cached here.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

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
