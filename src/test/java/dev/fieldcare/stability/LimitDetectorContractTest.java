package dev.fieldcare.stability;

class LimitDetectorContractTest extends DetectorContract {
  @Override
  Detector make() {
    return new LimitDetector(Fixture.TEMPERATURE, Fixture.TEMPERATURE.limits().getFirst(), 10_000);
  }
}
