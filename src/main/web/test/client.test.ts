import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Me, get, session } from "../src/api/client";

const me = (csrf: string): Me => ({ user: "u-1", name: "Li Wei", role: "support", customer: null, by: "token", csrf, language: null, totp: false });

/** A server that answers when told to. */
function server(): { answer: (status: number) => void } {
  let answer!: (response: Response) => void;
  vi.stubGlobal("fetch", () => new Promise<Response>((done) => (answer = done)));
  return { answer: (status) => answer(new Response("{}", { status })) };
}

describe("a request that is refused for want of a session", () => {
  beforeEach(() => {
    session.refused = "";
  });

  it("sends its reader to the door", async () => {
    const { answer } = server();
    session.me = me("first");
    const asked = get("/tickets");
    answer(401);
    await expect(asked).rejects.toMatchObject({ status: 401 });
    expect(session.me).toBeNull();
    expect(session.refused).toBe("expired");
  });

  it("leaves alone who has signed in since it was sent", async () => {
    const { answer } = server();
    session.me = me("first");
    const asked = get("/tickets");
    session.me = me("second");
    answer(401);
    await expect(asked).rejects.toMatchObject({ status: 401 });
    expect(session.me).toMatchObject({ csrf: "second" });
    expect(session.refused).toBe("");
  });

  it("says nothing to whom the door is shown already", async () => {
    const { answer } = server();
    session.me = null;
    const asked = get("/tickets");
    answer(401);
    await expect(asked).rejects.toMatchObject({ status: 401 });
    expect(session.refused).toBe("");
  });
});
