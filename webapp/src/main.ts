/** Starts the app. */
import "./ui/tokens.css";
import "./ui/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { whenSignedOut } from "./kit/api";
import { startEvents, tellEventsIf } from "./kit/events";
import { firstUiLanguage, speak } from "./kit/i18n.svelte";
import { startRouter } from "./kit/router.svelte";
import { forgetLists } from "./notes/lists.svelte";
import { whenFollowsChange } from "./people/follows.svelte";
import { invite, session, whoAmI } from "./people/session.svelte";

whenSignedOut(() => invite());
whenFollowsChange(() => forgetLists((name) => name === "following"));
startRouter();
startEvents();
tellEventsIf(() => session.me !== null);
// asked at once, so that the answer is on its way while the messages load
const known = whoAmI();
await speak(firstUiLanguage(), { remember: false });
mount(App, { target: document.getElementById("app")! });
await known;
