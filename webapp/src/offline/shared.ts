/** What another app shared with this one: the service worker keeps it until the composer opens. */

export interface Shared {
  title: string;
  body: string;
  photos: File[];
}

export async function takeShared(): Promise<Shared | null> {
  if (!("caches" in window)) return null;
  const cache = await caches.open("qiao-shared");
  const said = await cache.match("/shared/words");
  if (!said) return null;
  const [title = "", text = "", url = ""] = (await said.json()) as string[];
  const photos: File[] = [];
  for (let at = 0; at < 18; at += 1) {
    const photo = await cache.match(`/shared/${at}`);
    if (!photo) break;
    const blob = await photo.blob();
    photos.push(new File([blob], `shared-${at}`, { type: photo.headers.get("Content-Type") ?? blob.type }));
  }
  await caches.delete("qiao-shared");
  // many apps put the address into the text as well
  return { title: title.slice(0, 60), body: [text, text.includes(url) ? "" : url].filter(Boolean).join("\n"), photos };
}
