/// <reference types="svelte" />
/// <reference types="vite/client" />

declare module "*.po" {
  import type { Messages } from "@lingui/core";
  const messages: Messages;
  export default messages;
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
