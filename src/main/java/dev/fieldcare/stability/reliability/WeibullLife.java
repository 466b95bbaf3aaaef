package dev.fieldcare.stability.reliability;

/**
 * The life of a kind of part as a Weibull distribution (IEC 61649).
 *
 * @param shape β: below 1 infant failures, about 1 by chance, above 1 wear; without an interval of
 *     its own when it was assumed
 * @param scale η: the age that 63.2 % do not reach
 * @param b10 the age that 10 % do not reach
 * @param mean infinite when nothing failed
 * @param isShapeAssumed with few failures the shape cannot be told from them (Weibayes)
 * @param logLikelihood undefined when the shape was assumed
 */
public record WeibullLife(
    int parts,
    int failures,
    Estimate shape,
    Estimate scale,
    Estimate b10,
    double mean,
    boolean isShapeAssumed,
    double logLikelihood) {}
