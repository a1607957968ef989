/** What the server says about one's ways to sign in. */
import { api } from "../kit/api";
import { ui } from "../kit/i18n.svelte";

export interface Passkey {
  id: string;
  name: string;
  made: string;
  used: string | null;
  synced: boolean;
  copied: boolean;
}

export interface Ways {
  /** The handle to sign in with, of the identity that holds the ways in. */
  handle: string;
  password: boolean;
  totp: boolean;
  recovery_left: number;
  passkeys: Passkey[];
  passkeys_work_here: boolean;
  proved: boolean;
  mail: string | null;
  mail_works_here: boolean;
  phone: string | null;
  phone_works_here: boolean;
}

/** A code is on its way; its flow goes with what is made of it. */
export interface SentCode {
  flow: string;
}

/** Which ways in this square has. */
export interface Doors {
  passkey: boolean;
  mail: boolean;
  phone: boolean;
  countries: string[];
  identities: number;
}

const none: Doors = { passkey: false, mail: false, phone: false, countries: [], identities: 1 };

/** Which doors are open; where nobody can be asked, those that always are. */
export async function openDoors(): Promise<Doors> {
  return api.get<Doors>("/doors").catch(() => none);
}

/** Runs a change, asks for a proof where one is needed, and looks again. */
export type Change = (action: () => Promise<void>) => Promise<void>;

/** What a code is sent by. */
export type By = "mail" | "phone";

/** The country of whoever does not begin a number with +: the one their browser is set to. */
function countryHere(): string {
  return new Intl.Locale(navigator.language).maximize().region ?? "";
}

/** Have a code sent to an address or number. */
export async function askCode(to: string, by: By, path = "/codes"): Promise<SentCode> {
  return api.post<SentCode>(path, { to: to.trim(), by, lang: ui.lang, region: by === "phone" ? countryHere() : "" }, { quiet: true });
}
