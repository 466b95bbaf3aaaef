package dev.fieldcare.rollout.waves;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * What the gates came to say of a wave.
 *
 * @param seq from 1 within the rollout
 * @param wave from 0
 * @param body every gate with its inputs and its reason
 */
public record Opinion(int seq, Instant at, int wave, String verdict, JsonObject body) {}
