package dev.fieldcare.stability;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/** Three metrics made of the one the contract feeds. */
class JointDetectorContractTest extends DetectorContract {
  @Override
  Detector make() {
    var joint = new JointDetector(List.of("a", "b", "c"));
    return new Detector() {
      @Override
      public String id() {
        return joint.id();
      }

      @Override
      public void observe(long ts, double value, Sink sink) {
        joint.observe(ts, new double[] {value, -value, Math.abs(value - 60)}, sink);
      }

      @Override
      public void save(DataOutput out) throws IOException {
        joint.save(out);
      }

      @Override
      public void load(DataInput in) throws IOException {
        joint.load(in);
      }
    };
  }
}
