package dev.fieldcare.simulator.device;

import java.util.List;
import java.util.random.RandomGenerator;

/** Turns true values into readings: noise, faults of the sensor, range and resolution. */
final class Sensors {
  private final List<Channel> channels;
  private final RandomGenerator random;
  private final RandomGenerator faultRandom;
  private final double[] last;

  Sensors(List<Channel> channels, RandomGenerator random, RandomGenerator faultRandom) {
    this.channels = channels;
    this.random = random;
    this.faultRandom = faultRandom;
    this.last = new double[channels.size()];
  }

  double[] read(double[] truth, Conditions now) {
    for (int i = 0; i < truth.length; i++) {
      Channel channel = channels.get(i);
      double value = truth[i] + channel.noise() * random.nextGaussian();
      Distortion distortion = now.distortion(channel.name());
      if (distortion != null) {
        if (distortion.stuck()) {
          continue;
        }
        value += distortion.offset() + distortion.noise() * faultRandom.nextGaussian();
      }
      last[i] = channel.show(value);
    }
    return last.clone();
  }
}
