package dev.fieldcare.api;

import io.vertx.core.Future;
import java.util.List;

/** Tells what the server still lacks to do its work; an empty list means that it is ready. */
@FunctionalInterface
public interface Readiness {

  /** In words, one for each: {@code database: connection refused}. Never fails. */
  Future<List<String>> missing();
}
