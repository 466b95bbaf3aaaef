package dev.fieldcare.stability;

class MissingDetectorContractTest extends DetectorContract {
  @Override
  Detector make() {
    return new MissingDetector(10_000);
  }
}
