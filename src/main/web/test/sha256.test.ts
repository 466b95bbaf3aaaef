import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Sha256 } from "../src/rooms/engineers/sha256";

describe("the hash of a file, piece by piece", () => {
  it("is that of the whole, whatever its length and its pieces", () => {
    for (const size of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 100_003]) {
      const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 31 + size) & 255);
      const hash = new Sha256();
      for (let at = 0; at < size; at += 37) hash.update(bytes.subarray(at, at + 37));
      expect(hash.hex(), `${size} bytes`).toBe(createHash("sha256").update(bytes).digest("hex"));
    }
  });
});
