/**
 * Whether a device may believe what it was handed: Uptane's full verification over two TUF
 * repositories, as docs/firmware.md lays it down. Bytes come in, a verdict comes out; nothing here
 * looks at a clock, the network or the disk by itself.
 *
 * <p>Step numbers in comments are those of the TUF specification 1.0 ("TUF 5.3.4") and of the
 * Uptane standard 2.0, section 5.4.4.2 ("Uptane 6").
 */
@NullMarked
package dev.fieldcare.simulator.update.trust;

import org.jspecify.annotations.NullMarked;
