/** How the reader's feed is set; which feed opens first is also kept here, for the next opening. */
import { api } from "../kit/api";
import { keep, recall } from "../kit/storage";
import type { Dials } from "../kit/types";

type Home = Dials["home"];

/** What the app opens with on this device: known before the square has been asked. */
export const homeHere = (): Home => (recall<Home>("home") === "following" ? "following" : "explore");

export function keepHome(home: Home): void {
  keep("home", home === "following" ? home : null);
}

async function taken(answer: Promise<Dials>): Promise<Dials> {
  const dials = await answer;
  keepHome(dials.home);
  return dials;
}

export const dialsNow = () => taken(api.get<Dials>("/feeds/dials"));
export const turn = (change: Partial<Dials>) => taken(api.patch<Dials>("/feeds/dials", change));
