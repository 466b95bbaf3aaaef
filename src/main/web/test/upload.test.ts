import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hashOf } from "../src/rooms/engineers/upload";

describe("the hash of a file", () => {
  it("is that of the whole, whether it is taken at once or piece by piece", async () => {
    for (const size of [0, 1, 64, 100_003, 9_000_000]) {
      const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 31 + size) & 255);
      const wanted = createHash("sha256").update(bytes).digest("hex");
      const shares: number[] = [];
      expect(await hashOf(new Blob([bytes]), () => undefined), `${size} bytes`).toBe(wanted);
      expect(await hashOf(new Blob([bytes]), (_, share) => shares.push(share), 0), `${size} bytes`).toBe(wanted);
      expect(shares.at(-1) ?? 1).toBe(1);
    }
  });
});
