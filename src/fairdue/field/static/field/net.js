// Talks with the server, and says plainly which of three ways it failed.

import { facts } from "./dom.js";

/** No network, or nobody answered. */
export class Away extends Error {}
/** Signed out meanwhile. */
export class SignedOut extends Error {}
/** The server said no, and why. `code`: revoked, or "". */
export class Refusal extends Error {
  constructor(message, code = "") { super(message); this.code = code; }
}

export function csrf() {
  return document.cookie.split("; ").find((each) => each.startsWith("csrftoken="))?.slice(10) ?? "";
}

async function answered(response) {
  if (response.status === 401) throw new SignedOut();
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  if (!isJson || response.status >= 500) throw new Away();
  const body = await response.json();
  if (!response.ok) throw new Refusal(body.why, body.code);
  return body;
}

async function ask(path, options, seconds) {
  let response;
  try {
    response = await fetch(facts.api + path, {
      credentials: "same-origin", redirect: "error", cache: "no-store",
      signal: AbortSignal.timeout(seconds * 1000), ...options,
    });
  } catch {
    throw new Away();
  }
  return answered(response);
}

/** Send JSON, and get JSON. */
export function post(path, body) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf() };
  return ask(path, { method: "POST", headers, body: JSON.stringify(body) }, 30);
}

/** Send bytes; `told` goes along as a header. */
export function send(path, bytes, told) {
  const headers = {
    "Content-Type": "application/octet-stream", "X-CSRFToken": csrf(), "X-Fairdue-Evidence": JSON.stringify(told),
  };
  return ask(path, { method: "POST", headers, body: bytes }, 120);
}

export function base64(bytes) {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text);
}

export function bytesOf(base64Text) {
  return Uint8Array.from(atob(base64Text), (letter) => letter.charCodeAt(0));
}
