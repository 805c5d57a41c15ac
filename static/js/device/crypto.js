// Seals what is kept on this device: AES-GCM with a key of this browser's own, which no script can read or export.
// What is sealed opens only at its own place: `place` names member and record, and a blob that was moved does not open.
const NAME = "AES-GCM";

export class Unreadable extends Error {}

export function canSeal() {
  return Boolean(globalThis.crypto?.subtle && globalThis.indexedDB);
}

export function newKey() {
  return crypto.subtle.generateKey({ name: NAME, length: 256 }, false, ["encrypt", "decrypt"]);
}

// → { iv, sealed }: both may lie in IndexedDB as they are.
export async function seal(key, place, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt(how(iv, place), key, new TextEncoder().encode(JSON.stringify(value)));
  return { iv, sealed };
}

// → the value; Unreadable when the key is another one, or the blob was altered or belongs elsewhere.
export async function unseal(key, place, { iv, sealed }) {
  try {
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how(iv, place), key, sealed)));
  } catch {
    throw new Unreadable();
  }
}

function how(iv, place) {
  return { name: NAME, iv, additionalData: new TextEncoder().encode(place) };
}
