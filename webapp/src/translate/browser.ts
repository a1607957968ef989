/** Translation by the reader's own browser, where it has a translator: nothing leaves their device. */
import { known } from "../kit/languages";
import type { Lang } from "../kit/types";

/** The browser writes plain "zh" for simplified Chinese. */
const tag = (lang: Lang) => (lang === "zh-Hans" ? "zh" : lang);

function translator(): NonNullable<typeof Translator> | null {
  return typeof Translator === "undefined" ? null : (Translator ?? null);
}

export async function browserSpeaks(source: Lang, target: Lang): Promise<boolean> {
  const own = translator();
  if (!own || !known(source)) return false;
  try {
    const said = await own.availability({ sourceLanguage: tag(source), targetLanguage: tag(target) });
    return said !== "unavailable" && said !== "no";
  } catch {
    return false; // a browser that refuses the question cannot help
  }
}

/** Translate each text; `onProgress` hears 0..1 while the browser fetches its model. */
export async function translateInBrowser(texts: string[], source: Lang, target: Lang, onProgress: (share: number) => void): Promise<string[]> {
  const own = translator();
  if (!own) throw new Error("this browser has no translator");
  const made = await own.create({
    sourceLanguage: tag(source),
    targetLanguage: tag(target),
    monitor: (monitor) => monitor.addEventListener("downloadprogress", (event) => onProgress(event.loaded)),
  });
  try {
    const done: string[] = [];
    for (const text of texts) done.push(await paragraphs(made, text));
    return done;
  } finally {
    made.destroy?.();
  }
}

/** Line by line, so that line breaks come back as they went in. */
async function paragraphs(made: BrowserTranslator, text: string): Promise<string> {
  const lines: string[] = [];
  for (const line of text.split("\n")) lines.push(line.trim() === "" ? line : await made.translate(line));
  return lines.join("\n");
}
