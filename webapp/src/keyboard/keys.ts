/** Keys that work anywhere: "/" goes to the search field, "?" tells which keys there are. */
import { mount, unmount } from "svelte";
import { whole } from "../kit/i18n.svelte";
import { go, router } from "../kit/router.svelte";
import { keep, recall } from "../kit/storage";

// as they come from Arabic and full-width keyboards too
const search = ["/", "／"];
const list = ["?", "؟", "？"];
const patienceMs = 5000;

const offName = "keys.off";

let open = false;

/** Single keys disturb whoever speaks to their machine: they can be switched off. */
export const areOn = () => !recall<boolean>(offName);

/** The page shows which keys there are as long as they work. */
function tell(): void {
  document.documentElement.toggleAttribute("data-keys", areOn());
}

export function switchKeys(on: boolean): void {
  keep(offName, on ? null : true);
  tell();
}

/** Put the cursor into the search field, on the page of it. */
export function toSearch(): void {
  if (router.path !== "/search") go("/search");
  const until = performance.now() + patienceMs;
  const look = () => {
    // gone elsewhere before the page had come
    if (router.path !== "/search") return;
    const field = document.querySelector<HTMLInputElement>("#main form[role=search] input");
    if (field) {
      field.focus();
      field.select();
    } else if (performance.now() < until) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

export async function tellKeys(): Promise<void> {
  if (open) return;
  open = true;
  try {
    const [{ default: KeysDialog }] = await Promise.all([import("./KeysDialog.svelte"), whole()]);
    const shown = mount(KeysDialog, {
      target: document.body,
      props: {
        onclose: () => {
          open = false;
          void unmount(shown);
        },
      },
    });
  } catch {
    open = false; // no code, no list: the next press asks again
  }
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio], [type=range], [type=button]), textarea, select"));
}

function onkeydown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const searches = search.includes(event.key);
  if (!searches && !list.includes(event.key)) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]") || !areOn()) return;
  event.preventDefault();
  if (searches) toSearch();
  else void tellKeys();
}

export function startKeys(): void {
  addEventListener("keydown", onkeydown);
  tell();
}
