package dev.fieldcare.simulator.device;

import java.util.random.RandomGenerator;

/**
 * A pump that runs some minutes and rests some: current, flow and vibration follow its speed, the
 * winding warms with the square of the current.
 */
final class PumpP2 implements Machine {
  private static final double FULL_AMPERE = 4.2;
  private static final double FULL_FLOW = 32;
  private static final double SOFT_START_SECONDS = 4;
  private static final double WINDING_SECONDS = 600;
  private static final double KELVIN_PER_SQUARE_AMPERE = 2.0;

  private final RandomGenerator random;
  private final Climate climate;
  private final double balance;
  private final double head;
  private final Wander draw;
  private final Wander flowWander;
  private final Wander shake;

  private double phaseSeconds;
  private double setPoint;
  private double speed;
  private double ampere;
  private double flow;
  private double vibration;
  private double celsius;

  PumpP2(RandomGenerator random, Climate climate, long start) {
    this.random = random;
    this.climate = climate;
    balance = random.nextDouble(1.9, 2.6);
    head = random.nextDouble(0.92, 1.05);
    draw = new Wander(0.06, 30, random);
    flowWander = new Wander(0.35, 40, random);
    shake = new Wander(0.1, 15, random);
    setPoint = random.nextInt(4) == 0 ? 0 : 0.96;
    speed = setPoint;
    phaseSeconds = random.nextDouble(10, 300);
    celsius = climate.celsius(start) + 0.7 * KELVIN_PER_SQUARE_AMPERE * 15;
  }

  @Override
  public void advance(long at, double seconds, Conditions now) {
    phaseSeconds -= seconds;
    if (phaseSeconds <= 0) {
      boolean starts = setPoint == 0;
      setPoint = starts ? random.nextDouble(0.93, 1.0) : 0;
      phaseSeconds = starts ? random.nextDouble(300, 420) : random.nextDouble(110, 160);
    }
    double wanted = now.powered ? setPoint : 0;
    speed = wanted + (speed - wanted) * Math.exp(-seconds / SOFT_START_SECONDS);
    ampere = Math.max(0, speed * speed * (FULL_AMPERE + draw.after(seconds)));
    flow = Math.max(0, speed * head * (FULL_FLOW + flowWander.after(seconds)));
    vibration = 0.12 + speed * Math.max(0.2, balance + shake.after(seconds));
    double settles =
        Double.isNaN(now.settlesAt)
            ? climate.celsius(at) + KELVIN_PER_SQUARE_AMPERE * ampere * ampere
            : now.settlesAt;
    double lag = Double.isNaN(now.settlesAt) ? WINDING_SECONDS : WINDING_SECONDS / 2;
    celsius = settles + (celsius - settles) * Math.exp(-seconds / lag);
  }

  @Override
  public void boot() {
    setPoint = 0;
    phaseSeconds = 20;
  }

  @Override
  public double[] truth() {
    return new double[] {vibration, flow, celsius, ampere};
  }
}
