package dev.fieldcare.stability;

class UnusualDetectorContractTest extends DetectorContract {
  @Override
  Detector make() {
    return new UnusualDetector(Fixture.TEMPERATURE);
  }
}
