/** How a call can fail: the server refused with a code, or could not be reached. */
import type { Facts } from "./types";

export interface FieldProblem {
  field: string;
  code: string;
  facts: Facts;
}

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly facts: Facts,
    readonly fields: FieldProblem[],
  ) {
    super(code);
  }

  get signedOut(): boolean {
    return this.status === 401 && this.code === "signed_out";
  }
}

/** The network gave no answer. */
export class Unreachable extends Error {}

/** Read a refused answer; one that is no problem document still gets a code. */
export function problemOf(status: number, text: string): Problem {
  try {
    const said = JSON.parse(text) as Partial<Problem>;
    const code = typeof said.code === "string" ? said.code : `http_${status}`;
    return new Problem(status, code, said.facts ?? {}, said.fields ?? []);
  } catch {
    return new Problem(status, `http_${status}`, {}, []);
  }
}
