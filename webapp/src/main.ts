/** Starts the app. */
import "./ui/tokens.css";
import "./ui/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { dialsNow, homeHere, keepHome } from "./feed/dials";
import { whenSignedOut } from "./kit/api";
import { startEvents, tellEventsIf } from "./kit/events";
import { firstUiLanguage, speak, whole } from "./kit/i18n.svelte";
import { startRouter } from "./kit/router.svelte";
import { forgetLists, listOf } from "./notes/lists.svelte";
import { whenFollowsChange } from "./people/follows.svelte";
import { begin } from "./pages";
import { invite, session, whoAmI } from "./people/session.svelte";

whenSignedOut(() => invite());
whenFollowsChange(() => forgetLists((name) => name === "following"));
// opened anew, not come back to: the feed this reader wants first
if (location.pathname === "/" && !location.search && history.state === null && homeHere() === "following") history.replaceState(null, "", "/following");
startRouter();
startEvents();
tellEventsIf(() => session.me !== null);
// asked at once, so that the answer is on its way while the messages load
const known = whoAmI();
// so are the notes: their pictures are what the eye waits for
begin(location.pathname);
if (location.pathname === "/") void listOf("explore", "/feeds/explore").more();
await speak(firstUiLanguage(), { remember: false, all: false });
// whether a guest is greeted is known before anything is shown, unless the square is slow to say
await Promise.race([known, new Promise((done) => setTimeout(done, 800))]);
document.getElementById("read")?.remove();
mount(App, { target: document.getElementById("app")! });
// asked for again by whatever needs it, when it does not come now
whole().catch(() => undefined);
await known;
// said on another device, it holds here from the next opening
if (session.me) setTimeout(() => void dialsNow().catch(() => undefined), 4000);
else if (session.status === "out") keepHome("explore");
// not for the first screen: keys, the worker, and what was written while the square was out of reach
setTimeout(() => void import("./keyboard/keys").then((keys) => keys.startKeys()).catch(() => undefined), 500);
setTimeout(() => void import("./offline/shell").then((shell) => shell.startOffline()).catch(() => undefined), 1000);
