// Where the phone is, what it sees and hears; and what its clock says.

import { facts, say } from "./dom.js";
import { plain, putBlob, sha256 } from "./store.js";

/** This phone's moment, with its zone's offset; never corrected here. */
export const phoneNow = () => new Date().toISOString();

/** Our moment as well as this phone knows it: by the offset it met last. Milliseconds. */
export async function ourNow() {
  return Date.now() + ((await plain.get("offset")) ?? 0);
}

/** The place as the receiver has it, or null: not allowed, none within ten seconds, none there. */
export function place() {
  return new Promise((resolve) => {
    if (!navigator.geolocation) { resolve(null); return; }
    navigator.geolocation.getCurrentPosition(
      ({ coords, timestamp }) => resolve({
        latitude: coords.latitude, longitude: coords.longitude, accuracy_m: coords.accuracy,
        at: new Date(timestamp).toISOString(),
      }),
      () => resolve(null),
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 0 },
    );
  });
}

async function kept(kind, bytes, more = {}) {
  const uuid = crypto.randomUUID();
  await putBlob(uuid, bytes);
  return { uuid, kind, sha256: await sha256(bytes), bytes: bytes.byteLength, phone_at: phoneNow(), ...more };
}

/** A photo made smaller, without what the camera wrote into it. Throws an Error with words. */
export async function photo(file) {
  const megabytes = Math.round(file.size / 1e6);
  if (file.size > facts.policy.photo_read_bytes) {
    throw new Error(say("photo_too_large", { has: megabytes, may: facts.policy.photo_read_bytes / 1e6 }));
  }
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    throw new Error(say("photo_unreadable"));
  }
  let side = facts.policy.photo_side_px;
  for (const quality of [0.82, 0.7, 0.55, 0.4]) {
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", quality); });
    if (blob.size <= facts.policy.photo_bytes) {
      picture.close();
      return kept("photo", await blob.arrayBuffer(), { shrunk: file.size > blob.size });
    }
    side *= 0.75;
  }
  throw new Error(say("photo_too_large", { has: megabytes, may: facts.policy.photo_bytes / 1e6 }));
}

export async function signature(canvas) {
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
  return kept("signature", await blob.arrayBuffer());
}

// Sound -------------------------------------------------------------------------------------------

const PART_MS = 120_000; // a phone that dies loses no more than this
const BITS = 24_000;
let recording = null;

export const isRecording = () => recording !== null;

/** Record until stopped, in parts that are sealed as they end. `taken` is told of each part. */
export async function startSound(taken) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const type = ["audio/webm;codecs=opus", "audio/mp4"].find((each) => MediaRecorder.isTypeSupported(each));
  recording = { stream, stopped: false, pending: Promise.resolve() };
  const mine = recording;
  const part = () => {
    const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: BITS });
    const heard = [];
    recorder.ondataavailable = (event) => heard.push(event.data);
    mine.ended = new Promise((resolve) => {
      recorder.onstop = async () => {
        if (!mine.stopped) part();
        const bytes = await new Blob(heard).arrayBuffer();
        if (bytes.byteLength) mine.pending = mine.pending.then(async () => taken(await kept("sound", bytes)));
        await mine.pending;
        resolve();
      };
    });
    mine.recorder = recorder;
    mine.timer = setTimeout(() => recorder.stop(), PART_MS);
    recorder.start();
  };
  part();
}

export async function stopSound() {
  if (!recording) return;
  const mine = recording;
  recording = null;
  mine.stopped = true;
  clearTimeout(mine.timer);
  mine.recorder.stop();
  await mine.ended;
  for (const track of mine.stream.getTracks()) track.stop();
}
