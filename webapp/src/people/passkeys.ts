/** Passkeys: between the server's JSON and what browsers take and give. */
import { api } from "../kit/api";
import type { Me } from "../kit/types";

interface Begun {
  flow: string;
  options: any; // WebAuthn's own JSON
}

export interface Answered {
  flow: string;
  credential: unknown;
}

export const passkeysWork = typeof window.PublicKeyCredential === "function" && window.isSecureContext;

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
}

const named = (list: { id: string }[] = []) => list.map((one) => ({ ...one, id: bytes(one.id) }));

async function made(begun: Begun): Promise<Answered> {
  const asked = begun.options;
  const publicKey = { ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) }, excludeCredentials: named(asked.excludeCredentials) };
  const found = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const response = found.response as AuthenticatorAttestationResponse;
  return {
    flow: begun.flow,
    credential: {
      id: found.id,
      rawId: text(found.rawId),
      type: found.type,
      response: { clientDataJSON: text(response.clientDataJSON), attestationObject: text(response.attestationObject), transports: response.getTransports?.() ?? [] },
      clientExtensionResults: {},
    },
  };
}

async function signed(begun: Begun, how: { mediation?: CredentialMediationRequirement; signal?: AbortSignal } = {}): Promise<Answered> {
  const asked = begun.options;
  const publicKey = { ...asked, challenge: bytes(asked.challenge), allowCredentials: named(asked.allowCredentials) };
  const found = (await navigator.credentials.get({ publicKey, ...how })) as PublicKeyCredential;
  const response = found.response as AuthenticatorAssertionResponse;
  return {
    flow: begun.flow,
    credential: {
      id: found.id,
      rawId: text(found.rawId),
      type: found.type,
      response: {
        clientDataJSON: text(response.clientDataJSON),
        authenticatorData: text(response.authenticatorData),
        signature: text(response.signature),
        userHandle: response.userHandle ? text(response.userHandle) : null,
      },
      clientExtensionResults: {},
    },
  };
}

/** Ask the device for a passkey of this square. */
export async function askPasskey(how: { mediation?: CredentialMediationRequirement; signal?: AbortSignal } = {}): Promise<Answered> {
  return signed(await api.post<Begun>("/passkeys/options", undefined, { quiet: true }), how);
}

export async function enterByPasskey(how: { mediation?: CredentialMediationRequirement; signal?: AbortSignal } = {}): Promise<Me> {
  return api.post<Me>("/sessions/passkey", await askPasskey(how));
}

/** Make the passkey somebody signs up with. */
export async function newcomersPasskey(handle: string, name: string): Promise<Answered> {
  return made(await api.post<Begun>("/passkeys/newcomer-options", { handle, name }));
}

export async function addPasskey(name: string): Promise<void> {
  await api.post("/me/passkeys", { ...(await made(await api.post<Begun>("/me/passkeys/options"))), name });
}

/** Whether the browser can offer passkeys where the handle is typed. */
export async function offersPasskeys(): Promise<boolean> {
  return passkeysWork && ((await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false);
}

/** Whether this device itself can keep a passkey. */
export async function keepsPasskeys(): Promise<boolean> {
  return passkeysWork && (await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable());
}

/** True where the person, or the device, only said no: nothing is broken. */
export function calledOff(failure: unknown): boolean {
  return failure instanceof DOMException && ["NotAllowedError", "AbortError", "InvalidStateError"].includes(failure.name);
}
