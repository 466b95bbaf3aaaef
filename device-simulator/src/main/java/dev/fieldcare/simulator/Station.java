package dev.fieldcare.simulator;

import dev.fieldcare.simulator.device.Act;
import dev.fieldcare.simulator.device.DeviceSpec;
import dev.fieldcare.simulator.link.Measurement;
import dev.fieldcare.simulator.link.Uplink;
import dev.fieldcare.simulator.link.Wire;
import dev.fieldcare.simulator.update.Hash;
import dev.fieldcare.simulator.update.boot.FactoryImage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A device with a connection of its own, and those that report through it: turns what they do into
 * messages and connections. Everything happens on the loop's one thread.
 */
final class Station {
  private final DeviceSpec device;
  private final List<DeviceSpec> children;
  private final long started;
  private final Uplink uplink;
  private @Nullable Firmware firmware;
  private boolean rebooting;
  private boolean powered = true;
  private boolean networked = true;
  private int boot = 1;
  private int updateBoots;

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

  /** The device updates itself from now on. */
  void use(Firmware firmware) {
    this.firmware = firmware;
    uplink.listen(firmware.filters(), firmware::heard);
  }

  /** Goes down to boot what was installed. */
  void goDown() {
    rebooting = true;
    uplink.drop(true);
  }

  /** Is back, whatever it runs now. */
  void comeUp(long ts, String code) {
    rebooting = false;
    updateBoots++;
    byte[] event = Wire.reboot(ts, code, bootId(device));
    uplink.outbox().add(Wire.topic(device.id(), "event"), event);
    connectIfPossible();
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
    if (powered && networked && !rebooting) {
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
    Firmware own = who.id().equals(device.id()) ? firmware : null;
    byte[] image = FactoryImage.of(who.kind().model(), FactoryImage.RELEASE);
    byte[] state =
        own != null
            ? Wire.online(own.running().release(), own.running().sha256(), bootId(who))
            : Wire.online(FactoryImage.RELEASE, Hash.hex(image), bootId(who));
    return new Uplink.Greeting(Wire.topic(who.id(), "state"), state);
  }

  private String bootId(DeviceSpec who) {
    String text = who.id() + " " + started + " " + boot + "." + updateBoots;
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
