package dev.fieldcare.registry.enrolment;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fieldcare.base.Problem;

/** Whatever is sent as a signing request, it is either read or refused with a problem. */
class SigningRequestFuzz {

  @FuzzTest
  void a_request_is_read_or_refused(byte[] bytes) {
    try {
      SigningRequest read = SigningRequest.read(bytes);
      if (read.commonName().isEmpty()) {
        throw new AssertionError("a request without a name was taken");
      }
    } catch (Problem refused) {
      return;
    }
  }
}
