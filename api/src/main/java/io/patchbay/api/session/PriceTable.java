package io.patchbay.api.session;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What models cost, as the operator's contract says; Patchbay knows no prices. Immutable.
 *
 * <p>Models are looked up by name; an entry {@code gpt-realtime*} stands for all names that begin
 * so, {@code *} for all. The longest entry wins. A session that leaves the model to its provider is
 * looked up under the empty name, which only {@code *} matches.
 */
public final class PriceTable {

    /** What is counted. */
    public enum Kind {
        /** Written words. */
        TEXT,
        /** Sound. */
        AUDIO,
        /** Pictures. */
        IMAGE
    }

    /**
     * The prices of a million tokens of a kind.
     *
     * @param input what goes in, or null when it does not occur
     * @param cached what goes in and was found in the provider's cache; null for the price of input
     * @param output what comes out, or null when it does not occur
     */
    public record Rate(
            @Nullable BigDecimal input, @Nullable BigDecimal cached, @Nullable BigDecimal output) {

        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException for a price that is negative, a million million or more,
         *     or has more than 20 decimals
         */
        public Rate {
            price(input, "input");
            price(cached, "cached");
            price(output, "output");
        }
    }

    /**
     * The prices of a model.
     *
     * @param perMillion of a million tokens, by kind
     * @param perMinute of a minute of transcribed sound, or null
     */
    public record Prices(Map<Kind, Rate> perMillion, @Nullable BigDecimal perMinute) {

        /**
         * Checks and copies.
         *
         * @throws IllegalArgumentException for a price that {@link Rate} would refuse
         */
        public Prices {
            Objects.requireNonNull(perMillion, "perMillion");
            perMillion = Map.copyOf(perMillion);
            price(perMinute, "perMinute");
        }
    }

    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
    private static final int MOST_DECIMALS = 20;
    private static final int MOST_DIGITS = 12;
    private static final BigDecimal MINUTE = BigDecimal.valueOf(60);

    private final Currency currency;
    private final Map<String, Prices> models;

    private PriceTable(Currency currency, Map<String, Prices> models) {
        this.currency = currency;
        this.models = models;
    }

    /**
     * A table.
     *
     * @param models prices by name of model
     */
    public static PriceTable of(Currency currency, Map<String, Prices> models) {
        return new PriceTable(
                Objects.requireNonNull(currency, "currency"),
                Map.copyOf(Objects.requireNonNull(models, "models")));
    }

    /** In which all prices are. */
    public Currency currency() {
        return currency;
    }

    /** The entries, names with a star included. */
    public Set<String> models() {
        return models.keySet();
    }

    /** The prices of a model. */
    public Optional<Prices> prices(String model) {
        Prices exact = models.get(model);
        if (exact != null) {
            return Optional.of(exact);
        }
        String best = null;
        for (String name : models.keySet()) {
            if (name.endsWith("*")
                    && model.startsWith(name.substring(0, name.length() - 1))
                    && (best == null || name.length() > best.length())) {
                best = name;
            }
        }
        return Optional.ofNullable(best == null ? null : models.get(best));
    }

    /**
     * What was used, in money.
     *
     * @param money what the priced part of it costs
     * @param unpriced what the table has no price for, for people; empty when all is priced
     */
    public record Cost(Money money, List<String> unpriced) {
        /** Copies the list. */
        public Cost {
            Objects.requireNonNull(money, "money");
            Objects.requireNonNull(unpriced, "unpriced");
            unpriced = List.copyOf(unpriced);
        }
    }

    /**
     * What a use costs. Tokens of which the provider does not say whether they are text, sound or
     * picture are counted as the dearest of them; tokens that it does not say are cached are not.
     *
     * @param model the model that answered; empty for the provider's choice
     * @param transcriber the model that transcribed the caller; empty for the provider's choice
     */
    public Cost cost(String model, String transcriber, Usage used) {
        Sum sum = new Sum();
        Usage.Tokens in = used.input();
        Usage.Tokens out = used.output();
        if (in.total() > 0 || out.total() > 0) {
            Prices prices = prices(model).orElse(null);
            sum.begin("model " + quoted(model), prices);
            sum.input(Kind.TEXT, in.text(), in.cachedText());
            sum.input(Kind.AUDIO, in.audio(), in.cachedAudio());
            sum.input(Kind.IMAGE, in.image(), in.cachedImage());
            sum.input(null, in.total() - in.text() - in.audio() - in.image(), 0);
            sum.output(Kind.TEXT, out.text());
            sum.output(Kind.AUDIO, out.audio());
            sum.output(Kind.IMAGE, out.image());
            sum.output(null, out.total() - out.text() - out.audio() - out.image());
        }
        Usage.Tokens heard = used.transcription();
        if (heard.total() > 0 || used.transcriptionSeconds() > 0) {
            sum.begin(
                    "transcription model " + quoted(transcriber), prices(transcriber).orElse(null));
            sum.input(Kind.TEXT, heard.text(), 0);
            sum.input(Kind.AUDIO, heard.audio(), 0);
            // what is neither is what was written down
            sum.output(Kind.TEXT, heard.total() - heard.text() - heard.audio());
            sum.minutes(used.transcriptionSeconds());
        }
        return new Cost(new Money(sum.total, currency), List.copyOf(sum.unpriced.keySet()));
    }

    private static String quoted(String name) {
        return name.isEmpty() ? "of the provider's choice" : "'" + name + "'";
    }

    private static final class Sum {
        BigDecimal total = BigDecimal.ZERO;
        final Map<String, Boolean> unpriced = new java.util.LinkedHashMap<>();
        private String of = "";
        private @Nullable Prices prices;

        void begin(String of, @Nullable Prices prices) {
            this.of = of;
            this.prices = prices;
        }

        void input(@Nullable Kind kind, long tokens, long cached) {
            long known = Math.min(Math.max(0, cached), Math.max(0, tokens));
            Rate rate = rate(kind);
            BigDecimal plain = kind == null ? dearest(true) : rate == null ? null : rate.input();
            BigDecimal less = rate == null || rate.cached() == null ? plain : rate.cached();
            add(kind, "input", tokens - known, plain);
            add(kind, "cached input", known, less);
        }

        void output(@Nullable Kind kind, long tokens) {
            Rate rate = rate(kind);
            add(
                    kind,
                    "output",
                    tokens,
                    kind == null ? dearest(false) : rate == null ? null : rate.output());
        }

        void minutes(double seconds) {
            if (!(seconds > 0)) {
                return;
            }
            Prices known = prices;
            BigDecimal price = known == null ? null : known.perMinute();
            if (price == null) {
                unpriced.put(of + ": minutes", true);
            } else {
                total =
                        total.add(
                                price.multiply(BigDecimal.valueOf(seconds))
                                        .divide(MINUTE, java.math.MathContext.DECIMAL64));
            }
        }

        private void add(
                @Nullable Kind kind, String what, long tokens, @Nullable BigDecimal price) {
            if (tokens <= 0) {
                return;
            }
            if (price == null) {
                String named = kind == null ? "" : kind.name().toLowerCase(java.util.Locale.ROOT);
                unpriced.put(of + ": " + (named.isEmpty() ? what : named + " " + what), true);
            } else {
                total = total.add(price.multiply(BigDecimal.valueOf(tokens)).divide(MILLION));
            }
        }

        private @Nullable Rate rate(@Nullable Kind kind) {
            Prices known = prices;
            return known == null || kind == null ? null : known.perMillion().get(kind);
        }

        private @Nullable BigDecimal dearest(boolean input) {
            BigDecimal dearest = null;
            Map<Kind, Rate> rates = prices == null ? new HashMap<>() : prices.perMillion();
            for (Rate rate : rates.values()) {
                BigDecimal price = input ? rate.input() : rate.output();
                if (price != null && (dearest == null || price.compareTo(dearest) > 0)) {
                    dearest = price;
                }
            }
            return dearest;
        }
    }

    /** Sums of odd numbers could have more digits than memory, and messages, too. */
    private static void price(@Nullable BigDecimal price, String name) {
        if (price == null) {
            return;
        }
        if (price.scale() > MOST_DECIMALS
                || (long) price.precision() - price.scale() > MOST_DIGITS) {
            throw new IllegalArgumentException(
                    name
                            + " must be below a million million and have at most "
                            + MOST_DECIMALS
                            + " decimals; round it");
        }
        if (price.signum() < 0) {
            throw new IllegalArgumentException(name + " must not be negative, not " + price);
        }
    }

    /** Names only. */
    @Override
    public String toString() {
        return "PriceTable[" + currency + ", " + models.keySet() + "]";
    }
}
