package dev.fieldcare.stability;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a device started anew, in Memfault's public numbering, so that firmware built for Memfault is
 * understood unchanged. Unknown and everything from 0x8000 on is unexpected.
 */
public enum RebootReason {
  UNKNOWN(0x0000, "unknown"),
  USER_SHUTDOWN(0x0001, "user shutdown"),
  USER_RESET(0x0002, "user reset"),
  FIRMWARE_UPDATE(0x0003, "firmware update"),
  LOW_POWER(0x0004, "low power"),
  DEBUGGER_HALTED(0x0005, "debugger"),
  BUTTON_RESET(0x0006, "button"),
  POWER_ON_RESET(0x0007, "power on"),
  SOFTWARE_RESET(0x0008, "software reset"),
  DEEP_SLEEP(0x0009, "deep sleep"),
  PIN_RESET(0x000A, "pin reset"),
  SELF_TEST(0x000B, "self test"),
  UNKNOWN_ERROR(0x8000, "unknown error"),
  ASSERT(0x8001, "assert"),
  WATCHDOG(0x8002, "watchdog"),
  BROWN_OUT(0x8003, "brown-out"),
  NMI(0x8004, "non-maskable interrupt"),
  HARDWARE_WATCHDOG(0x8005, "hardware watchdog"),
  SOFTWARE_WATCHDOG(0x8006, "software watchdog"),
  CLOCK_FAILURE(0x8007, "clock failure"),
  KERNEL_PANIC(0x8008, "kernel panic"),
  FIRMWARE_UPDATE_ERROR(0x8009, "firmware update error (rolled back)"),
  OUT_OF_MEMORY(0x800A, "out of memory"),
  STACK_OVERFLOW(0x800B, "stack overflow"),
  BUS_FAULT(0x9100, "bus fault"),
  MEMORY_FAULT(0x9200, "memory fault"),
  USAGE_FAULT(0x9300, "usage fault"),
  HARD_FAULT(0x9400, "hard fault"),
  LOCKUP(0x9401, "lockup"),
  SECURITY_VIOLATION(0x9402, "security violation"),
  PARITY_ERROR(0x9403, "parity error"),
  TEMPERATURE(0x9404, "temperature"),
  HARDWARE_ERROR(0x9405, "hardware error");

  private static final Map<Integer, RebootReason> BY_CODE = new HashMap<>();

  static {
    for (RebootReason reason : values()) {
      BY_CODE.put(reason.code, reason);
    }
  }

  private final int code;
  private final String words;

  RebootReason(int code, String words) {
    this.code = code;
    this.words = words;
  }

  public int code() {
    return code;
  }

  public static Optional<RebootReason> find(int code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }

  public static boolean isUnexpected(int code) {
    return code == 0 || code >= 0x8000;
  }

  /** {@code 0x8002 watchdog}; a maker's own code is called custom. */
  public static String describe(int code) {
    return "0x%04X %s".formatted(code, find(code).map(r -> r.words).orElseGet(() -> other(code)));
  }

  private static String other(int code) {
    boolean custom = (code >= 0x1000 && code <= 0x1100) || (code >= 0xA000 && code <= 0xA100);
    return custom ? "custom" : "not in the list";
  }

  /** Reads {@code 0x8002} or {@code 32770}; whatever is neither, or missing, is unknown: 0. */
  public static int parse(@Nullable String text) {
    if (text == null) {
      return 0;
    }
    try {
      long code = Long.decode(dropLeadingZeros(text.strip()));
      return code < 0 || code > 0xFFFF ? 0 : (int) code;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** {@code Long.decode} would take 0010 for octal. */
  private static String dropLeadingZeros(String text) {
    boolean hex = text.startsWith("0x") || text.startsWith("0X");
    return hex ? text : text.replaceFirst("^0+(?=\\d)", "").replaceFirst("\\.0+$", "");
  }
}
