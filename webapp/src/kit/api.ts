/** The one place that talks to the server. */
import { Problem, problemOf, Unreachable } from "./problem";

const base = "/api/v1";
const triesOfGet = 3;
/** A browser sends no more than 64 KiB in all for pages that are gone. */
const outlivesPageChars = 2000;

export interface CallOptions {
  body?: unknown;
  /** Kept by the caller over retries of one creation; made here otherwise. */
  key?: string;
  signal?: AbortSignal;
  /** Asked on the reader's behalf, not by them: a refusal invites nobody to sign up. */
  quiet?: boolean;
}

let onSignedOut: () => void = () => {};

/** Called whenever an action is refused because nobody is signed in. */
export function whenSignedOut(then: () => void): void {
  onSignedOut = then;
}

export function newKey(): string {
  // randomUUID needs a secure context, and a square may be tried over plain http on a LAN
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function once<T>(method: string, path: string, { body, key, signal }: CallOptions): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  const raw = body instanceof Blob;
  if (body !== undefined) headers["Content-Type"] = raw ? body.type || "text/plain" : "application/json";
  if (method === "POST") headers["Idempotency-Key"] = key ?? newKey();
  const sent = body === undefined ? undefined : raw ? body : JSON.stringify(body);
  let answer: Response;
  try {
    answer = await fetch(base + path, {
      method,
      headers,
      credentials: "same-origin",
      body: sent,
      signal,
      // what was pressed is done, also when the page is left at once
      keepalive: method !== "GET" && (sent === undefined || (typeof sent === "string" && sent.length <= outlivesPageChars)),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable(path);
  }
  if (answer.status === 204) return undefined as T;
  const text = await answer.text();
  if (!answer.ok) throw problemOf(answer.status, text);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

function worthAnotherTry(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof Problem && (error.status === 502 || error.status === 503));
}

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  const key = options.key ?? newKey();
  for (let tried = 1; ; tried += 1) {
    try {
      return await once<T>(method, path, { ...options, key });
    } catch (error) {
      if (method === "GET" && tried < triesOfGet && worthAnotherTry(error)) {
        // jittered, so that a crowd does not come back in step
        await pause(250 * 2 ** tried * (0.5 + Math.random()));
        continue;
      }
      if (error instanceof Problem && error.signedOut && method !== "GET" && !options.quiet) onSignedOut();
      throw error;
    }
  }
}

const aheadMs = 10_000;
const coming = new Map<string, Promise<unknown>>();

/** What was asked ahead is given to the first who asks for it, and to nobody else. */
function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const early = coming.get(path) as Promise<T> | undefined;
  coming.delete(path);
  return early ?? call<T>("GET", path, { signal });
}

export const api = {
  get,
  /** Begin to ask for what a page will want as soon as its code is here. */
  ahead(path: string): void {
    const answer = call("GET", path);
    answer.catch(() => undefined); // whoever takes it hears of it
    coming.set(path, answer);
    setTimeout(() => coming.delete(path), aheadMs);
  },
  post: <T>(path: string, body?: unknown, options: { key?: string; quiet?: boolean } = {}) => call<T>("POST", path, { body, ...options }),
  put: <T>(path: string, body?: unknown) => call<T>("PUT", path, { body }),
  patch: <T>(path: string, body?: unknown) => call<T>("PATCH", path, { body }),
  delete: <T = void>(path: string) => call<T>("DELETE", path),
  base,
};

/** A path with its query, leaving out what is null or empty. */
export function withQuery(path: string, query: Record<string, string | number | null | undefined>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") params.set(name, String(value));
  }
  const text = params.toString();
  if (text === "") return path;
  return path + (path.includes("?") ? "&" : "?") + text;
}
