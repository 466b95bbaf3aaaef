// Coming in and going out.

import { type Me, Refusal, get, post, remove, session } from "./client";
import { speak } from "../words";

function enter(me: Me): void {
  session.me = me;
  session.refused = "";
  if (me.language) speak(me.language);
}

/** Before the router takes the address for a page's. */
const given = tokenInAddress();

/** Takes up the session that the browser still holds; says whether there was one. */
export async function resume(): Promise<boolean> {
  try {
    if (given) await signIn({ token: given });
    else if ((await get<{ signedIn: boolean }>("/signin")).signedIn) enter(await get<Me>("/session"));
    return session.me != null;
  } catch (refusal) {
    if (refusal instanceof Refusal && refusal.status === 401) {
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
  enter(await post<Me>("/session", how));
}

export async function signOut(): Promise<void> {
  try {
    await remove("/session");
  } finally {
    session.me = null;
    session.refused = "";
  }
}
