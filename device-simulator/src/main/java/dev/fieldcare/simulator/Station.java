package dev.fieldcare.simulator;

import dev.fieldcare.simulator.device.Act;
import dev.fieldcare.simulator.device.DeviceSpec;
import dev.fieldcare.simulator.link.Measurement;
import dev.fieldcare.simulator.link.Uplink;
import dev.fieldcare.simulator.link.Wire;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A device with a connection of its own, and those that report through it: turns what they do into
 * messages and connections. Everything happens on the loop's one thread.
 */
final class Station {
  private static final String FIRMWARE = "1.4.0";

  private final DeviceSpec device;
  private final List<DeviceSpec> children;
  private final long started;
  private final Uplink uplink;
  private boolean powered = true;
  private boolean networked = true;
  private int boot = 1;

  /** Makes the uplink; asks for what to say on each connection. */
  interface Connecting {
    Uplink uplink(DeviceSpec device, Supplier<List<Uplink.Greeting>> greetings);
  }

  Station(DeviceSpec device, List<DeviceSpec> children, long started, Connecting connecting) {
    this.device = device;
    this.children = children;
    this.started = started;
    this.uplink = connecting.uplink(device, this::greetings);
  }

  Uplink uplink() {
    return uplink;
  }

  void begin() {
    uplink.want();
  }

  /** Does what {@code who}, this device or a child, does now. */
  void perform(DeviceSpec who, Act act) {
    switch (act) {
      case Act.Report report -> {
        var measured =
            new Measurement(report.ts(), report.seq(), who.kind().metrics(), report.values());
        store(Wire.topic(who.id(), "telemetry"), measured);
      }
      case Act.Silent silent -> {}
      case Act.Stopped stopped -> {
        powered = false;
        uplink.drop(stopped.politely());
      }
      case Act.Booted booted -> {
        boot = booted.boot();
        byte[] event = Wire.reboot(booted.ts(), booted.code(), bootId(who));
        uplink.outbox().add(Wire.topic(who.id(), "event"), event);
        powered = true;
        connectIfPossible();
      }
      case Act.NetworkLost lost -> {
        networked = false;
        uplink.drop(false);
      }
      case Act.NetworkBack back -> {
        networked = true;
        connectIfPossible();
      }
    }
  }

  private void store(String topic, Measurement measured) {
    uplink.outbox().add(topic, measured);
    uplink.pump();
  }

  private void connectIfPossible() {
    if (powered && networked) {
      uplink.want();
    }
  }

  private List<Uplink.Greeting> greetings() {
    var all = new ArrayList<Uplink.Greeting>();
    all.add(greeting(device));
    children.forEach(each -> all.add(greeting(each)));
    return all;
  }

  private Uplink.Greeting greeting(DeviceSpec who) {
    byte[] state = Wire.online(FIRMWARE, sha256(who.kind().model() + FIRMWARE), bootId(who));
    return new Uplink.Greeting(Wire.topic(who.id(), "state"), state);
  }

  private String bootId(DeviceSpec who) {
    String text = who.id() + " " + started + " " + boot;
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
