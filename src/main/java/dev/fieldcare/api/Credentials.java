package dev.fieldcare.api;

import dev.fieldcare.api.signin.Session;
import dev.fieldcare.api.signin.SignIn;
import dev.fieldcare.api.signin.User;
import java.util.Optional;

/** What opens the door: API tokens and sessions, and whether they still do. */
final class Credentials {
  private final Tokens tokens;
  private final SignIn signIn;

  Credentials(Tokens tokens, SignIn signIn) {
    this.tokens = tokens;
    this.signIn = signIn;
    tokens.follow(this::stands);
    signIn.users().onFall(tokens::revokeOf);
  }

  /** Whose token this is; empty when it is in force no more or never was. */
  Optional<Caller> byToken(String secret) {
    return tokens.authenticate(secret);
  }

  /** Whose session this is; empty when it is over or its user is not what they were. */
  Optional<Caller> bySession(String secret) {
    return signIn.sessions().find(secret).flatMap(this::caller);
  }

  /** Whether what the caller came with still opens the door. */
  boolean isInForce(Caller caller) {
    Session session = caller.session();
    return session == null
        ? tokens.isInForce(caller)
        : signIn.isInForce(session) && caller(session).isPresent();
  }

  /** Whether the caller must choose a password before anything else. */
  boolean mustChangePassword(Caller caller) {
    Session session = caller.session();
    return session != null && signIn.userOf(session).filter(User::mustChange).isPresent();
  }

  private Optional<Caller> caller(Session session) {
    if (session.token() != 0) {
      return tokens
          .find(session.token())
          .map(of -> new Caller(of.token(), of.name(), of.role(), of.customer(), session));
    }
    return signIn
        .userOf(session)
        .map(user -> new Caller(0, user.name(), user.role(), user.customer(), session));
  }

  private boolean stands(Tokens.Owner owner) {
    return signIn
        .users()
        .find(owner.user())
        .filter(user -> !user.isDisabled() && user.standing() == owner.standing())
        .isPresent();
  }
}
