/** The browser's storage, for which "not allowed" and "full" are ordinary answers. */

export function recall<T>(name: string, store: "local" | "session" = "local"): T | null {
  try {
    const text = (store === "local" ? localStorage : sessionStorage).getItem(`qiao.${name}`);
    return text === null ? null : (JSON.parse(text) as T);
  } catch {
    return null;
  }
}

export function keep(name: string, value: unknown, store: "local" | "session" = "local"): void {
  try {
    const place = store === "local" ? localStorage : sessionStorage;
    if (value === null || value === undefined) place.removeItem(`qiao.${name}`);
    else place.setItem(`qiao.${name}`, JSON.stringify(value));
  } catch {
    // a private window forgets; nothing else depends on it
  }
}

/** Everything kept under names that begin so: what one reader typed is not for the next. */
export function forgetAll(beginning: string): void {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(`qiao.${beginning}`)) localStorage.removeItem(name);
  } catch {
    // as above
  }
}

/** Plain text, for what first.js reads before the app runs. */
export function keepPlain(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`qiao.${name}`);
    else localStorage.setItem(`qiao.${name}`, value);
  } catch {
    // as above
  }
}

export function recallPlain(name: string): string | null {
  try {
    return localStorage.getItem(`qiao.${name}`);
  } catch {
    return null;
  }
}
