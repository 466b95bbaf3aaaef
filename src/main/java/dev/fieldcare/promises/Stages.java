package dev.fieldcare.promises;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** When what is promised about entered which stage of the work; who does the work knows. */
public interface Stages {
  /** That a stage began. */
  record Begun(String stage, Instant at) {}

  /** For each of the subjects that stages are known of, those it went through, in order. */
  Future<Map<String, List<Begun>>> of(List<String> subjects);
}
