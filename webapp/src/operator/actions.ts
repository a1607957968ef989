/** What an operator can decide, in the order of the number keys. */
import type { CaseAction } from "../kit/types";

export const actions: CaseAction[] = ["keep", "limit", "hold", "remove", "restore"];
