package dev.fieldcare.tickets;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * One position of a quote. Money is whole fen (or the currency's smallest unit).
 *
 * @param item part number, or grade of the labour
 * @param quantity pieces, or hours
 * @param unitPrice of a piece, or of an hour at this grade
 * @param amount before anything is covered; of travel the estimate
 * @param cap the most that travel may come to; the amount itself of anything else
 * @param covered percent the customer need not pay
 */
public record QuoteLine(
    Kind kind,
    @Nullable String item,
    String description,
    BigDecimal quantity,
    long unitPrice,
    long amount,
    long cap,
    int covered) {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /** What the money is for. */
  public enum Kind {
    PART,
    LABOUR,
    TRAVEL
  }

  /** Pieces or hours times their price, covered for this share. */
  static QuoteLine of(
      Kind kind, String item, String description, BigDecimal quantity, long price, int covered) {
    long amount =
        quantity
            .multiply(BigDecimal.valueOf(price))
            .setScale(0, RoundingMode.HALF_UP)
            .longValueExact();
    return new QuoteLine(kind, item, description, quantity, price, amount, amount, covered);
  }

  /** A trip: settled at its receipts, which may come to the cap and no further. */
  static QuoteLine travel(String description, long estimate, long cap, int covered) {
    return new QuoteLine(
        Kind.TRAVEL, null, description, BigDecimal.ONE, estimate, estimate, cap, covered);
  }

  /** The most the customer may have to pay for it. */
  public long payable() {
    return share(cap);
  }

  /** What the customer pays when it came to this much. */
  long settled(long actual) {
    return share(Math.min(actual, cap));
  }

  private long share(long of) {
    return BigDecimal.valueOf(of)
        .multiply(BigDecimal.valueOf(100L - covered))
        .divide(HUNDRED, 0, RoundingMode.HALF_UP)
        .longValueExact();
  }

  JsonObject json() {
    return new JsonObject()
        .put("kind", kind.name())
        .put("item", item)
        .put("description", description)
        .put("quantity", quantity.stripTrailingZeros().toPlainString())
        .put("unitPrice", unitPrice)
        .put("amount", amount)
        .put("cap", cap)
        .put("covered", covered)
        .put("payable", payable());
  }

  static QuoteLine parse(JsonObject json) {
    return new QuoteLine(
        Kind.valueOf(json.getString("kind")),
        json.getString("item"),
        json.getString("description"),
        new BigDecimal(json.getString("quantity")),
        json.getLong("unitPrice"),
        json.getLong("amount"),
        json.getLong("cap"),
        json.getInteger("covered"));
  }
}
