package dev.fieldcare.simulator.update.trust;

import java.util.Optional;

/** What a device makes of what it was shown. */
public sealed interface Verdict {

  /** What it is to remember from now on. */
  Trusted trusted();

  /** The image may be fetched and, if its bytes are right, installed. */
  record Install(Trusted trusted, Assignment image) implements Verdict {}

  /** All is well and nothing is to be done; {@code running} if it is the image it runs already. */
  record Nothing(Trusted trusted, Optional<Running> running) implements Verdict {}

  /** What is to be run runs. */
  record Running(String release, long counter, String sha256, String action) {}

  /**
   * It stays as it was; only newer roots are remembered (TUF 5.3.8).
   *
   * @param action if it was known before the refusal
   */
  record Refused(Trusted trusted, Refusal refusal, Optional<String> action) implements Verdict {}
}
