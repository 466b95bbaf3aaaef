// An image on its way to the server: hashed here first, then sent in pieces. What was broken off is gone on with, also after the
// page was loaded anew, because the server knows an upload by its hash.

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { post, request } from "../../api/client";
import type { components } from "../../api/schema";

type Upload = components["schemas"]["Upload"];
type Image = components["schemas"]["Image"];
const PIECE = 4 << 20;
/** Up to here the browser's own hash, which is faster, takes it whole. */
const WHOLE = 64 << 20;

export type Told = (step: "hashing" | "sending", share: number) => void;

export async function hashOf(file: Blob, tell: Told, whole = WHOLE): Promise<string> {
  if (globalThis.crypto?.subtle && file.size <= whole) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return bytesToHex(digest);
  }
  const hash = sha256.create();
  for (let at = 0; at < file.size; at += PIECE) {
    hash.update(new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer()));
    tell("hashing", Math.min(1, (at + PIECE) / file.size));
  }
  return bytesToHex(hash.digest());
}

/** The image, once it is there whole and its hash is right. */
export async function send(file: File, tell: Told, signal: AbortSignal): Promise<Image> {
  tell("hashing", 0);
  const sha256 = await hashOf(file, tell);
  let upload = await post<Upload>("/uploads", { filename: file.name, size: file.size, sha256 });
  while (upload.offset < file.size) {
    signal.throwIfAborted();
    tell("sending", upload.offset / file.size);
    const piece = file.slice(upload.offset, upload.offset + PIECE);
    const answer = await request("PATCH", "/uploads/" + encodeURIComponent(upload.id), piece, {
      query: { offset: upload.offset }, type: "application/octet-stream", signal,
    });
    upload = (await answer.json()) as Upload;
  }
  tell("sending", 1);
  return post<Image>(`/uploads/${encodeURIComponent(upload.id)}/completion`);
}
