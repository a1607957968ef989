/** Every page of the app and its address; all but the feed are loaded when they are visited. */
import type { Component } from "svelte";
import ExplorePage from "./feed/ExplorePage.svelte";
import { api } from "./kit/api";
import { whole } from "./kit/i18n.svelte";
import { matches, type Params } from "./kit/router.svelte";

// each page takes the parts of its own address
type AnyPage = Component<any>;

interface PageEntry {
  pattern: string;
  now?: AnyPage;
  load?: () => Promise<{ default: AnyPage }>;
  /** What its first picture waits for; a page come upon from outside asks beside its own code. */
  asks?: (params: Params) => string[];
}

const part = (one = "") => encodeURIComponent(one);

const table: PageEntry[] = [
  { pattern: "/", now: ExplorePage },
  { pattern: "/following", load: () => import("./feed/FollowingPage.svelte") },
  { pattern: "/search", load: () => import("./search/SearchPage.svelte") },
  { pattern: "/discover", load: () => import("./feed/DiscoverPage.svelte") },
  { pattern: "/feed-settings", load: () => import("./feed/FeedSettingsPage.svelte") },
  { pattern: "/outside", load: () => import("./feed/OutsidePage.svelte") },
  { pattern: "/t/:slug", load: () => import("./feed/TopicPage.svelte") },
  { pattern: "/p/:slug", load: () => import("./feed/PlacePage.svelte") },
  { pattern: "/n/:id", load: () => import("./notes/NotePage.svelte"), asks: ({ id }) => [`/notes/${part(id)}`] },
  { pattern: "/n/:id/edit", load: () => import("./notes/EditPage.svelte") },
  { pattern: "/new", load: () => import("./notes/ComposePage.svelte") },
  { pattern: "/together", load: () => import("./notes/together/TogetherPage.svelte") },
  { pattern: "/together/:id", load: () => import("./notes/together/JointPage.svelte") },
  { pattern: "/u/:handle", load: () => import("./people/ProfilePage.svelte"), asks: ({ handle }) => [`/members/${part(handle)}`, `/members/${part(handle)}/notes`] },
  { pattern: "/u/:handle/followers", load: () => import("./people/PeoplePage.svelte") },
  { pattern: "/u/:handle/following", load: () => import("./people/PeoplePage.svelte") },
  { pattern: "/ledger", load: () => import("./feed/ledger/LedgerPage.svelte") },
  { pattern: "/me/pages", load: () => import("./feed/ledger/OwnPagesPage.svelte") },
  { pattern: "/me/audience", load: () => import("./people/AudiencePage.svelte") },
  { pattern: "/boards/:id", load: () => import("./notes/BoardPage.svelte") },
  { pattern: "/signup", load: () => import("./people/SignupPage.svelte") },
  { pattern: "/invitations", load: () => import("./people/InvitationsPage.svelte") },
  { pattern: "/invited/:token", load: () => import("./people/InvitedPage.svelte") },
  { pattern: "/welcome", load: () => import("./welcome/WelcomePage.svelte") },
  { pattern: "/login", load: () => import("./people/LoginPage.svelte") },
  { pattern: "/claim", load: () => import("./people/ClaimPage.svelte") },
  { pattern: "/settings", load: () => import("./people/SettingsPage.svelte") },
  { pattern: "/settings/circle", load: () => import("./circles/CirclePage.svelte") },
  { pattern: "/settings/things", load: () => import("./travel/ThingsPage.svelte") },
  { pattern: "/settings/ways", load: () => import("./people/WaysPage.svelte") },
  { pattern: "/statements", load: () => import("./review/StatementsPage.svelte") },
  { pattern: "/mail", load: () => import("./notices/MailPage.svelte") },
  { pattern: "/notices", load: () => import("./notices/NoticesPage.svelte") },
  { pattern: "/messages", load: () => import("./messages/MessagesPage.svelte") },
  { pattern: "/messages/:id", load: () => import("./messages/ConversationPage.svelte") },
  { pattern: "/messages/with/:handle", load: () => import("./messages/ConversationPage.svelte") },
  { pattern: "/customs", load: () => import("./welcome/CustomsPage.svelte") },
  { pattern: "/rules", load: () => import("./review/RulesPage.svelte") },
  { pattern: "/captions/:media", load: () => import("./translate/CaptionsPage.svelte") },
  { pattern: "/slang", load: () => import("./translate/SlangPage.svelte") },
  { pattern: "/operator", load: () => import("./operator/CasesPage.svelte") },
  { pattern: "/operator/:page", load: () => import("./operator/OperatorPages.svelte") },
];

const lost: PageEntry = { pattern: "", load: () => import("./ui/LostPage.svelte") };

export interface Found {
  entry: PageEntry;
  params: Params;
}

export function find(path: string): Found {
  for (const entry of table) {
    const params = matches(entry.pattern, path);
    if (params) return { entry, params };
  }
  return { entry: lost, params: {} };
}

/** The page of a path: at once when its code is here, else when it has come. */
export async function load(entry: PageEntry): Promise<AnyPage> {
  const [page] = await Promise.all([entry.load!(), whole()]);
  entry.now ??= page.default;
  return entry.now;
}

/** Fetch the first page's code, and what it will show, beside what the app needs to start. */
export function begin(path: string): void {
  const { entry, params } = find(path);
  entry.load?.().catch(() => undefined); // asked for again, and then said, when it is to be shown
  for (const asked of entry.asks?.(params) ?? []) api.ahead(asked);
}
