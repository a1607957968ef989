/** Send one picture, and hear how far it has come. */
import { api, newKey } from "../kit/api";
import { Problem, problemOf, Unreachable } from "../kit/problem";
import type { Media } from "../kit/types";

export const accepted = ["image/jpeg", "image/png", "image/webp", "image/gif"];

export interface Sending {
  done: Promise<Media>;
  abort(): void;
}

/** `onProgress` hears 0..1. fetch cannot tell progress, so this is the one XMLHttpRequest. */
export function send(picture: Blob, onProgress: (share: number) => void, key: string = newKey(), path = "/media"): Sending {
  const request = new XMLHttpRequest();
  const done = new Promise<Media>((resolve, reject) => {
    request.open("POST", `${api.base}${path}`);
    request.setRequestHeader("Content-Type", picture.type || "application/octet-stream");
    request.setRequestHeader("Idempotency-Key", key);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => {
      if (request.status === 201 || request.status === 200) resolve(JSON.parse(request.responseText) as Media);
      else reject(problemOf(request.status, request.responseText));
    };
    request.onerror = () => reject(new Unreachable("/media"));
    request.onabort = () => reject(new Problem(0, "aborted", {}, []));
    request.send(picture);
  });
  return { done, abort: () => request.abort() };
}
