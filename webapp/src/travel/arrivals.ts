/** What one brings from elsewhere: its shapes, and sending a file that may be large. */
import { api, newKey } from "../kit/api";
import { Problem, problemOf, Unreachable } from "../kit/problem";

export const kinds = ["qiao", "tiktok", "instagram", "mastodon"] as const;
export type Kind = (typeof kinds)[number];
export const accepts: Record<Kind, string> = { qiao: ".zip", tiktok: ".json,.zip", instagram: ".zip", mastodon: ".zip,.json" };

export interface Plan {
  notes: number;
  already: number;
  photos: number;
  films: number;
  comments: number;
  boards: number;
  profile: boolean;
  first: string | null;
  last: string | null;
  audiences: Record<string, number>;
  left: Record<string, number>;
  samples: string[];
}

export interface Arrival {
  id: string;
  kind: Kind;
  state: "looking" | "planned" | "coming" | "here" | "going" | "gone" | "failed";
  plan: Plan;
  reason: string;
  done: number;
  total: number;
  asked: string;
}

export const busy = (one: Arrival) => one.state === "looking" || one.state === "coming" || one.state === "going";

export interface Sending {
  done: Promise<Arrival>;
  abort(): void;
}

/** `onProgress` hears 0..1 while the file is on its way. */
export function send(file: File, kind: Kind, onProgress: (share: number) => void): Sending {
  const request = new XMLHttpRequest();
  const done = new Promise<Arrival>((resolve, reject) => {
    request.open("POST", `${api.base}/me/arrivals?kind=${kind}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("Idempotency-Key", newKey());
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => {
      if (request.status === 201) resolve(JSON.parse(request.responseText) as Arrival);
      else reject(problemOf(request.status, request.responseText));
    };
    request.onerror = () => reject(new Unreachable("/me/arrivals"));
    request.onabort = () => reject(new Problem(0, "aborted", {}, []));
    request.send(file);
  });
  return { done, abort: () => request.abort() };
}
