/// <reference types="svelte" />
/// <reference types="vite/client" />

declare module "*.po" {
  import type { Messages } from "@lingui/core";
  const messages: Messages;
  export default messages;
}

/** How a language says days and counts, read from CLDR while building (scripts/cldr.mjs). */
declare module "virtual:ways/lo" {
  const ways: {
    months: string[];
    shortMonths: string[];
    weekdays: string[];
    ago: Record<string, [string, string, string]>;
    steps: [number, string][];
    group: string;
    decimal: string;
    and: string;
    comma: string;
  };
  export default ways;
}
declare module "virtual:names/lo" {
  const names: Record<string, string>;
  export default names;
}

/** The browser's own translator, where there is one. */
interface BrowserTranslator {
  translate(text: string): Promise<string>;
  destroy?(): void;
}
interface BrowserTranslatorMonitor extends EventTarget {
  addEventListener(kind: "downloadprogress", on: (event: ProgressEvent) => void): void;
}
declare const Translator:
  | {
      availability(pair: { sourceLanguage: string; targetLanguage: string }): Promise<string>;
      create(options: {
        sourceLanguage: string;
        targetLanguage: string;
        monitor?: (monitor: BrowserTranslatorMonitor) => void;
      }): Promise<BrowserTranslator>;
    }
  | undefined;
