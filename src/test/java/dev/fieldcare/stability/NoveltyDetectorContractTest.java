package dev.fieldcare.stability;

class NoveltyDetectorContractTest extends DetectorContract {
  @Override
  Detector make() {
    return new NoveltyDetector(Fixture.TEMPERATURE);
  }
}
