// What the phone keeps. Everything about people is encrypted; docs/algorithms/field.md explains.
//
// `plain` holds what tells nothing of anybody: this phone's name and keys, the wrapped key, counts.
// `sealed` holds documents, `blobs` photos, sound and signatures, each AES-256-GCM under the data
// key, which is in memory only while the page is unlocked and can't be read out of there.

import { facts } from "./dom.js";

const NAME = `fairdue-field-${facts.me}`;
const ROUNDS = 600_000; // PBKDF2-HMAC-SHA-256; OWASP Password Storage Cheat Sheet, 2023
const FREE_TRIES = 5;
const text = new TextEncoder();

let database = null;
let dataKey = null;

export class WrongPin extends Error {}
export class Wait extends Error {
  constructor(seconds) { super(); this.seconds = seconds; }
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export async function open() {
  if (database) return;
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    for (const name of ["plain", "sealed", "blobs"]) request.result.createObjectStore(name);
  };
  database = await done(request);
  navigator.storage?.persist?.();
}

function at(name, mode = "readonly") {
  return database.transaction(name, mode, { durability: "strict" }).objectStore(name);
}

async function write(name, key, value) {
  const store = at(name, "readwrite");
  store.put(value, key);
  await new Promise((resolve, reject) => {
    store.transaction.oncomplete = resolve;
    store.transaction.onabort = store.transaction.onerror = () => reject(store.transaction.error);
  });
}

export const plain = {
  get: (key) => done(at("plain").get(key)),
  put: (key, value) => write("plain", key, value),
  remove: (key) => done(at("plain", "readwrite").delete(key)),
};

// Documents and blobs -----------------------------------------------------------------------------

async function encrypt(bytes, name) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const told = { name: "AES-GCM", iv, additionalData: text.encode(name) };
  return { iv, data: await crypto.subtle.encrypt(told, key(), bytes) };
}

async function decrypt(box, name) {
  const told = { name: "AES-GCM", iv: box.iv, additionalData: text.encode(name) };
  return crypto.subtle.decrypt(told, key(), box.data);
}

function key() {
  if (!dataKey) throw new Error("locked");
  return dataKey;
}

/** Keep a document under `kind/id`. */
export async function put(kind, id, document) {
  const name = `${kind}/${id}`;
  await write("sealed", name, await encrypt(text.encode(JSON.stringify(document)), name));
}

export async function get(kind, id) {
  const name = `${kind}/${id}`;
  const box = await done(at("sealed").get(name));
  return box ? JSON.parse(new TextDecoder().decode(await decrypt(box, name))) : null;
}

export async function remove(kind, id) {
  await done(at("sealed", "readwrite").delete(`${kind}/${id}`));
}

export async function list(kind) {
  const names = await done(at("sealed").getAllKeys(IDBKeyRange.bound(`${kind}/`, `${kind}/\uffff`)));
  const found = [];
  for (const name of names) {
    const one = await get(kind, name.slice(kind.length + 1));
    if (one) found.push(one);
  }
  return found;
}

export async function count(kind) {
  return done(at("sealed").count(IDBKeyRange.bound(`${kind}/`, `${kind}/\uffff`)));
}

export async function putBlob(id, bytes) { await write("blobs", id, await encrypt(bytes, `blob/${id}`)); }
export async function getBlob(id) {
  const box = await done(at("blobs").get(id));
  return box ? decrypt(box, `blob/${id}`) : null;
}
export async function removeBlob(id) { await done(at("blobs", "readwrite").delete(id)); }

/** A number that only grows, for the order in which this phone wrote. */
export async function next() {
  const store = at("plain", "readwrite");
  const number = ((await done(store.get("number"))) ?? 0) + 1;
  await done(store.put(number, "number"));
  return number;
}

// Keys --------------------------------------------------------------------------------------------

/** This phone's own name and signing key; the private half can't be taken out of the browser. */
export async function identity() {
  let uuid = await plain.get("uuid");
  let pair = await plain.get("signing");
  if (!uuid || !pair) {
    uuid = crypto.randomUUID();
    pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
    await plain.put("signing", pair);
    await plain.put("uuid", uuid);
  }
  const publicKey = await crypto.subtle.exportKey("spki", pair.publicKey);
  return { uuid, publicKey: new Uint8Array(publicKey) };
}

export async function sign(bytes) {
  const pair = await plain.get("signing");
  return new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, pair.privateKey, bytes));
}

async function pinKey(pin, salt) {
  const base = await crypto.subtle.importKey("raw", text.encode(pin), "PBKDF2", false, ["deriveKey"]);
  const told = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(told, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

async function guardKey() {
  let guard = await plain.get("guard");
  if (!guard) {
    guard = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await plain.put("guard", guard);
  }
  return guard;
}

/** Take the key that we were handed, and wrap it for the days without network. */
export async function takeKey(raw, pin) {
  dataKey = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  if (pin) {
    const [salt, one, two] = [16, 12, 12].map((size) => crypto.getRandomValues(new Uint8Array(size)));
    const inner = await crypto.subtle.encrypt({ name: "AES-GCM", iv: one }, await pinKey(pin, salt), raw);
    const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv: two }, await guardKey(), inner);
    await plain.put("wrapped", { salt, one, two, box });
  }
  await plain.put("tries", { count: 0, last: 0 });
}

export const hasPin = async () => Boolean(await plain.get("wrapped"));
export const isUnlocked = () => dataKey !== null;
export function lock() { dataKey = null; }

/** Open the store without network. Throws WrongPin, and Wait after too many tries. */
export async function unlock(pin) {
  const tries = (await plain.get("tries")) ?? { count: 0, last: 0 };
  const pause = tries.count < FREE_TRIES ? 0 : 30_000 * 2 ** Math.min(tries.count - FREE_TRIES, 7);
  const left = tries.last + pause - Date.now();
  if (pause && left > 0) throw new Wait(Math.ceil(Math.min(left, pause) / 1000));
  const { salt, one, two, box } = await plain.get("wrapped");
  await plain.put("tries", { count: tries.count + 1, last: Date.now() });
  let raw;
  try {
    const inner = await crypto.subtle.decrypt({ name: "AES-GCM", iv: two }, await guardKey(), box);
    raw = await crypto.subtle.decrypt({ name: "AES-GCM", iv: one }, await pinKey(pin, salt), inner);
  } catch {
    throw new WrongPin();
  }
  await takeKey(raw, null);
}

export async function forgetPin() { await plain.remove("wrapped"); }

/** Delete everything that this phone keeps. */
export async function wipe() {
  lock();
  database?.close();
  database = null;
  await new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = request.onerror = request.onblocked = resolve;
  });
}

export async function sha256(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
