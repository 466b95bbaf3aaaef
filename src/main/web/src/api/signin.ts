// Coming in and going out.

import { type Me, Refusal, bearer, get, post, remove, request, session, setClock } from "./client";
import { speak } from "../words";

function enter(me: Me): void {
  session.me = me;
  void get<{ now: string }>("/me").then((found) => setClock(found.now), () => undefined);
  session.refused = "";
  if (me.language) speak(me.language);
}

/** Before the router takes the address for a page's. */
const given = tokenInAddress();

/** Takes up the session that the browser still holds; says whether there was one. */
export async function resume(): Promise<boolean> {
  try {
    if (given) await signIn({ token: given });
    else if (bearer.token) await enterWith(bearer.token);
    else enter((await (await request("GET", "/session")).json()) as Me);
    return true;
  } catch (refusal) {
    if (refusal instanceof Refusal && (refusal.status === 401 || refusal.status === 404)) {
      if (given) session.refused = "token";
      return false;
    }
    throw refusal;
  }
}

/** A token in the address is taken out of it, so that it is neither kept nor shown. */
function tokenInAddress(): string | null {
  const found = /^#token=(.+)$/.exec(location.hash);
  if (!found?.[1]) return null;
  history.replaceState(null, "", location.pathname + "#/");
  return decodeURIComponent(found[1]);
}

export interface SignIn {
  user?: string;
  password?: string;
  code?: string;
  token?: string;
}

export async function signIn(how: SignIn): Promise<void> {
  if (how.token) await enterWith(how.token);
  else enter(await post<Me>("/session", how));
}

async function enterWith(token: string): Promise<void> {
  bearer.token = token;
  try {
    const me = await get<{ name: string; role: Me["role"]; customer?: string }>("/me");
    sessionStorage.setItem("fieldcare.token", token);
    enter({ ...me, user: me.name, customer: me.customer ?? null, by: "token", csrf: "", language: null, totp: false });
  } catch (refusal) {
    bearer.token = "";
    throw refusal;
  }
}

export async function signOut(): Promise<void> {
  try {
    await remove("/session");
  } finally {
    bearer.token = "";
    sessionStorage.removeItem("fieldcare.token");
    session.me = null;
    session.refused = "";
  }
}
