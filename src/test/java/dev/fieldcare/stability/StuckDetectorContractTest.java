package dev.fieldcare.stability;

class StuckDetectorContractTest extends DetectorContract {
  @Override
  Detector make() {
    return new StuckDetector(Fixture.TEMPERATURE);
  }
}
