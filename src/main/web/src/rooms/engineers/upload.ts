// Brings an image to the server: hashed while it is read, sent in parts, gone on with where a connection broke.

import { sha256 } from "@noble/hashes/sha2.js";
import { Refusal, get, post, request } from "../../api/client";
import type { Image, Upload } from "../../api/types";

const PART = 8 * 1024 * 1024;
const TRIES = 5;

export interface Progress {
  step: "hashing" | "sending";
  share: number;
}

const keptKey = (hash: string) => "fieldcare.upload." + hash;
const hex = (of: Uint8Array) => [...of].map((each) => each.toString(16).padStart(2, "0")).join("");

/** The file's SHA-256, read part by part: a file of two gigabytes fits. */
export async function hashOf(file: Blob, told: (share: number) => void): Promise<string> {
  const hash = sha256.create();
  for (let at = 0; at < file.size; at += PART) {
    hash.update(new Uint8Array(await file.slice(at, at + PART).arrayBuffer()));
    told(Math.min(1, (at + PART) / file.size));
  }
  return hex(hash.digest());
}

/** Uploads the file and gives the image as the server took it, its hash checked at both ends. */
export async function upload(file: File, told: (progress: Progress) => void): Promise<Image> {
  const hash = await hashOf(file, (share) => told({ step: "hashing", share }));
  let it = await begun(file, hash);
  let tries = 0;
  while (it.offset < file.size) {
    try {
      const part = file.slice(it.offset, Math.min(file.size, it.offset + PART));
      const answer = await request("PATCH", "/uploads/" + it.id, part, { query: { offset: it.offset }, type: "application/octet-stream" });
      it = (await answer.json()) as Upload;
      tries = 0;
    } catch (refusal) {
      if (!(refusal instanceof Refusal) || (refusal.status !== 0 && refusal.status < 500 && refusal.status !== 409) || ++tries > TRIES) throw refusal;
      await new Promise((done) => setTimeout(done, 1000 * tries));
      it = await get<Upload>("/uploads/" + it.id).catch(() => it);
    }
    told({ step: "sending", share: it.offset / file.size });
  }
  const image = await post<Image>(`/uploads/${it.id}/completion`);
  localStorage.removeItem(keptKey(hash));
  return image;
}

/** The upload of this file that was begun before, or a new one. */
async function begun(file: File, hash: string): Promise<Upload> {
  const kept = localStorage.getItem(keptKey(hash));
  if (kept) {
    try {
      return await get<Upload>("/uploads/" + kept);
    } catch (refusal) {
      if (!(refusal instanceof Refusal && refusal.status === 404)) throw refusal;
    }
  }
  const made = await post<Upload>("/uploads", { filename: file.name, size: file.size, sha256: hash });
  localStorage.setItem(keptKey(hash), made.id);
  return made;
}
