/**
 * Is the alarm system itself bearable: the key figures of ISA-18.2 (IEC 62682) and EEMUA 191, each
 * against its target.
 */
@NullMarked
package dev.fieldcare.stability.kpis;

import org.jspecify.annotations.NullMarked;
