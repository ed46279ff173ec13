package io.patchbay.api.session;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Objects;

/**
 * An amount of money, exact.
 *
 * @param amount in the currency's main unit; any number of decimals
 * @param currency which
 */
public record Money(BigDecimal amount, Currency currency) implements Comparable<Money> {

    /** Checks for null. */
    public Money {
        Objects.requireNonNull(amount, "amount");
        Objects.requireNonNull(currency, "currency");
    }

    /**
     * An amount in words: {@code of("2.50", "EUR")}.
     *
     * @throws IllegalArgumentException when it is no number, or no code of ISO 4217
     */
    public static Money of(String amount, String currency) {
        return new Money(number(amount), currency(currency));
    }

    /** Nothing. */
    public static Money zero(Currency currency) {
        return new Money(BigDecimal.ZERO, currency);
    }

    /**
     * The currency of a code.
     *
     * @throws IllegalArgumentException when ISO 4217 has no such code; the message names it
     */
    public static Currency currency(String code) {
        try {
            return Currency.getInstance(Objects.requireNonNull(code, "currency"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "currency must be a code of ISO 4217 such as USD or EUR, not '" + code + "'",
                    e);
        }
    }

    private static BigDecimal number(String amount) {
        try {
            return new BigDecimal(Objects.requireNonNull(amount, "amount"));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "amount must be a decimal number such as 2.50, not '" + amount + "'", e);
        }
    }

    /**
     * Both together.
     *
     * @throws IllegalArgumentException when the currencies differ
     */
    public Money plus(Money other) {
        return new Money(amount.add(same(other).amount), currency);
    }

    /** Compares amounts; see {@link #plus} for currencies. */
    @Override
    public int compareTo(Money other) {
        return amount.compareTo(same(other).amount);
    }

    private Money same(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException(
                    "one currency at a time, not " + currency + " and " + other.currency);
        }
        return other;
    }

    /** For people: {@code 0.0123 USD}. */
    @Override
    public String toString() {
        return amount.toPlainString() + " " + currency.getCurrencyCode();
    }
}
