package dev.fieldcare.gateway;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.registry.enrolment.Enrolments;
import io.vertx.core.Future;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What the gateway asks of the registry. All but {@code child} answer at once, from memory, on any
 * thread.
 *
 * @param authenticate the device a token belongs to
 * @param find the device of an id
 * @param child the device behind a gateway that the gateway calls by this name, registered if new
 * @param holds whether a certificate that TLS has verified is still one to go by
 */
public record Fleet(
    Function<String, Optional<Device>> authenticate,
    Function<String, Optional<Device>> find,
    BiFunction<Device, String, Future<Device>> child,
    Predicate<X509Certificate> holds) {

  /** Where nothing is revoked. */
  public Fleet(
      Function<String, Optional<Device>> authenticate,
      Function<String, Optional<Device>> find,
      BiFunction<Device, String, Future<Device>> child) {
    this(authenticate, find, child, certificate -> true);
  }

  public static Fleet of(Devices devices, Enrolments enrolments) {
    return new Fleet(devices::authenticate, devices::find, devices::child, enrolments::holds);
  }

  /** A device that may come in: registered and not decommissioned. */
  public Optional<Device> findActive(String id) {
    return find.apply(id).filter(device -> !device.isDecommissioned());
  }
}
