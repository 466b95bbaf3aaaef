package dev.fieldcare.registry;

import dev.fieldcare.base.Json;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The device tokens that are good, in memory, by their SHA-256; thread-safe. */
final class Credentials {
  private static final int BYTES = 32;

  private record Credential(int device, @Nullable Instant expires) {}

  private final SecureRandom random = new SecureRandom();
  private final Map<ByteBuffer, Credential> byHash = new ConcurrentHashMap<>();
  private final Map<Integer, Set<ByteBuffer>> byDevice = new ConcurrentHashMap<>();

  /** 256 random bits in 43 characters that need no quoting anywhere. */
  String invent() {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static byte[] hash(String token) {
    return Json.sha256(token);
  }

  void add(int device, byte[] hash, @Nullable Instant expires) {
    ByteBuffer key = ByteBuffer.wrap(hash);
    byHash.put(key, new Credential(device, expires));
    byDevice.computeIfAbsent(device, d -> ConcurrentHashMap.newKeySet()).add(key);
  }

  /** The device's tokens end at that moment, if they do not end before. */
  void expire(int device, Instant at) {
    for (ByteBuffer key : byDevice.getOrDefault(device, Set.of())) {
      byHash.computeIfPresent(
          key,
          (hash, one) ->
              one.expires != null && one.expires.isBefore(at) ? one : new Credential(device, at));
    }
  }

  void revoke(int device) {
    Set<ByteBuffer> keys = byDevice.remove(device);
    if (keys != null) {
      keys.forEach(byHash::remove);
    }
  }

  void clear() {
    byHash.clear();
    byDevice.clear();
  }

  /** The hashes of the device's tokens that are good at this moment. */
  List<byte[]> secretsOf(int device, Instant now) {
    return byDevice.getOrDefault(device, Set.of()).stream()
        .filter(
            hash -> {
              Credential one = byHash.get(hash);
              return one != null && (one.expires == null || now.isBefore(one.expires));
            })
        .map(hash -> hash.array().clone())
        .toList();
  }

  /** The number of the device whose token this is, if it is good now. */
  OptionalInt deviceOf(String token, Instant now) {
    if (token.length() > 4 * BYTES) {
      return OptionalInt.empty();
    }
    Credential credential = byHash.get(ByteBuffer.wrap(hash(token)));
    if (credential == null) {
      return OptionalInt.empty();
    }
    boolean isGood = credential.expires == null || now.isBefore(credential.expires);
    return isGood ? OptionalInt.of(credential.device) : OptionalInt.empty();
  }
}
