package dev.fieldcare.simulator.device;

import java.util.random.RandomGenerator;

/**
 * A fan-cooled box with a small computer. Its heat comes from the processor, leaves through one
 * thermal resistance, and the fan is that resistance; the processor's load wanders and bursts;
 * memory fills and is swept; the supply sags under load.
 */
final class GatewayX1 implements Machine {
  private static final double FAN_KELVIN_PER_WATT = 4.5;
  private static final double JOULE_PER_KELVIN = 27;
  private static final double THROTTLES_ABOVE = 88;

  private final RandomGenerator random;
  private final Climate climate;
  private final double baseLoad;
  private final Wander load;
  private final double supply;
  private final double dischargePerHour;
  private final Wander mains;
  private final double memoryFloor;
  private final double memoryCeiling;
  private final double memoryPerMinute;
  private final double rssiMean;
  private final Wander fading;

  private double burstSeconds;
  private double burstLoad;
  private double cpuLoad;
  private double celsius;
  private double volts;
  private double memory;
  private double rssi;
  private double discharged;

  GatewayX1(RandomGenerator random, Climate climate, long start) {
    this.random = random;
    this.climate = climate;
    baseLoad = random.nextDouble(14, 26);
    load = new Wander(4, 45, random);
    supply = random.nextDouble(12.0, 12.25);
    // one in five runs on a battery that discharges slowly, the others on the mains
    dischargePerHour = random.nextInt(5) == 0 ? 0.012 : 0;
    mains = new Wander(0.025, 240, random);
    memoryFloor = random.nextDouble(34, 42);
    memoryCeiling = memoryFloor + random.nextDouble(14, 20);
    memoryPerMinute = random.nextDouble(0.8, 1.4);
    rssiMean = random.nextDouble(-75, -58);
    fading = new Wander(2.5, 150, random);
    cpuLoad = baseLoad;
    memory = random.nextDouble(memoryFloor, memoryCeiling);
    volts = supply;
    rssi = rssiMean;
    celsius = climate.celsius(start) + FAN_KELVIN_PER_WATT * watts(baseLoad + 2);
  }

  private static double watts(double loadPercent) {
    return 3.5 + 0.05 * loadPercent;
  }

  @Override
  public void advance(long at, double seconds, Conditions now) {
    work(seconds, now);
    warm(at, seconds, now);
    remember(seconds);
    discharged += dischargePerHour * seconds / 3600;
    volts = supply - discharged + mains.after(seconds) - 0.002 * cpuLoad - now.sag;
    rssi = rssiMean + fading.after(seconds);
  }

  private void work(double seconds, Conditions now) {
    burstSeconds -= seconds;
    if (burstSeconds <= 0 && random.nextDouble() < seconds / 420) {
      burstSeconds = random.nextDouble(20, 90);
      burstLoad = random.nextDouble(12, 38);
    }
    double wanted = baseLoad + load.after(seconds) + (burstSeconds > 0 ? burstLoad : 0);
    double allowed = celsius > THROTTLES_ABOVE ? wanted / 2 : wanted;
    cpuLoad = now.powered ? Math.clamp(allowed, 1, 100) : 0;
  }

  private void warm(long at, double seconds, Conditions now) {
    double air = climate.celsius(at);
    double resistance =
        Double.isNaN(now.settlesAt)
            ? FAN_KELVIN_PER_WATT
            : (now.settlesAt - air) / watts(baseLoad + 2);
    double settles = air + (now.powered ? resistance * watts(cpuLoad) : 0);
    double lag = resistance * JOULE_PER_KELVIN;
    if (!Double.isNaN(now.swingsAround)) {
      settles =
          now.swingsAround
              + now.swing * Math.sin(2 * Math.PI * (at / 1000.0) / now.swingSeconds)
              + random.nextGaussian() * 0.1;
      // far away it approaches like any body; near by it follows the hunting fan
      lag = Math.abs(celsius - now.swingsAround) > 2 * now.swing ? 150 : 1;
    }
    celsius = settles + (celsius - settles) * Math.exp(-seconds / lag);
  }

  private void remember(double seconds) {
    memory += memoryPerMinute * (seconds / 60) * random.nextDouble(0.5, 1.5);
    if (memory > memoryCeiling) {
      memory = memoryFloor + random.nextDouble(0, 2);
    }
  }

  @Override
  public void boot() {
    memory = memoryFloor;
    burstSeconds = 15;
    burstLoad = 40;
  }

  @Override
  public double[] truth() {
    return new double[] {celsius, volts, memory, cpuLoad, rssi};
  }
}
