/** What the ledger tells, as the API shows it. */
export interface Counts {
  pages: number;
  cards: number;
  home: number;
  newcomers: number;
  locals: number;
  foreign: number;
  bridging: number;
  promised: number;
  broke: number;
}

export interface Firsts {
  due: number;
  kept: number;
  promised: number;
  given: number;
}

export interface Ledger {
  days: number;
  since: string;
  until: string;
  fewest: number;
  promise: { home: number; newcomers: number; margin: number };
  total: Counts | null;
  groups: { group: string; counts: Counts }[];
  points: { at: string; hours: number; counts: Counts }[];
  firsts: Firsts | null;
  locals: { cards: number; notes: number; cards_before: number; notes_before: number; change: number | null } | null;
}

export interface ShownNote {
  note: string;
  title: string;
  home: boolean;
  newcomer: boolean;
  foreign: boolean;
  bridging: boolean;
  slot: boolean;
  chance: number;
}

export interface OwnPage {
  at: string;
  first_position: number;
  newcomer: boolean;
  home: number;
  newcomers: number;
  foreign: number;
  promised: { home: number; newcomers: number } | null;
  outside: { home: number; newcomers: number } | null;
  broke: ("home" | "newcomers")[];
  notes: ShownNote[];
}

export const share = (part: number, whole: number) => (whole > 0 ? part / whole : 0);
