/** What the server says about one's ways to sign in. */
export interface Passkey {
  id: string;
  name: string;
  made: string;
  used: string | null;
  synced: boolean;
  copied: boolean;
}

export interface Ways {
  password: boolean;
  totp: boolean;
  recovery_left: number;
  passkeys: Passkey[];
  passkeys_work_here: boolean;
  proved: boolean;
}

/** Runs a change, asks for a proof where one is needed, and looks again. */
export type Change = (action: () => Promise<void>) => Promise<void>;
