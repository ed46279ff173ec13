package io.patchbay.runtime;

import io.patchbay.api.session.Money;
import io.patchbay.api.session.PriceTable;
import io.patchbay.api.session.PriceTable.Kind;
import io.patchbay.api.session.PriceTable.Prices;
import io.patchbay.api.session.PriceTable.Rate;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads price tables that an operator wrote:
 *
 * <pre>{@code
 * {"currency": "USD",
 *  "models": {
 *    "some-model*": {"text":  {"input": 4,  "cached": 0.4, "output": 16},
 *                    "audio": {"input": 32, "cached": 0.4, "output": 64}},
 *    "some-transcriber": {"minute": 0.006}}}
 * }</pre>
 *
 * <p>Numbers are prices of a million tokens, {@code minute} that of a minute of transcribed sound.
 * Member names that begin with an underscore are notes.
 */
public final class PriceTables {
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private final String source;
    private final JsonParser parser;

    private PriceTables(String source, JsonParser parser) {
        this.source = source;
        this.parser = parser;
    }

    /**
     * Reads a file. Blocks.
     *
     * @throws IllegalArgumentException when it is no price table; the message names file, line and
     *     member, and what belongs there
     * @throws IOException when it cannot be read
     */
    public static PriceTable read(Path file) throws IOException {
        return parse(file.toString(), Files.readString(file));
    }

    /**
     * Reads a text.
     *
     * @throws IllegalArgumentException when it is no price table; see {@link #read}
     */
    public static PriceTable parse(String json) {
        return parse("the price table", Objects.requireNonNull(json, "json"));
    }

    private static PriceTable parse(String source, String json) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            return new PriceTables(source, parser).table();
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new IllegalArgumentException(
                    source + ", line " + line + ": " + e.getOriginalMessage(), e);
        }
    }

    private PriceTable table() {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw wrong("", "is no JSON object; it needs the members currency and models");
        }
        Money none = null;
        Map<String, Prices> models = null;
        for (String name = next(); name != null; name = next()) {
            switch (name) {
                case "currency" -> none = currency();
                case "models" -> models = models();
                default -> throw wrong(name, "is not known here, only currency and models");
            }
        }
        if (none == null || models == null) {
            throw wrong("", "needs the members currency and models");
        }
        if (parser.nextToken() != null) {
            throw wrong("", "goes on after its end");
        }
        return PriceTable.of(none.currency(), models);
    }

    private Money currency() {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw wrong("currency", "must be a code of ISO 4217 such as \"USD\"");
        }
        try {
            return Money.zero(Money.currency(parser.getString()));
        } catch (IllegalArgumentException e) {
            throw wrong("currency", String.valueOf(e.getMessage()));
        }
    }

    private Map<String, Prices> models() {
        object("models");
        Map<String, Prices> models = new LinkedHashMap<>();
        for (String name = next(); name != null; name = next()) {
            models.put(name, prices("models." + name));
        }
        return models;
    }

    private Prices prices(String path) {
        object(path);
        Map<Kind, Rate> rates = new EnumMap<>(Kind.class);
        BigDecimal minute = null;
        for (String name = next(); name != null; name = next()) {
            String at = path + "." + name;
            switch (name) {
                case "text", "audio", "image" ->
                        rates.put(Kind.valueOf(name.toUpperCase(Locale.ROOT)), rate(at));
                case "minute" -> minute = price(at);
                default -> throw wrong(at, "is not known here, only text, audio, image and minute");
            }
        }
        if (rates.isEmpty() && minute == null) {
            throw wrong(path, "has no price; give one of text, audio, image or minute");
        }
        return new Prices(rates, minute);
    }

    private Rate rate(String path) {
        object(path);
        BigDecimal input = null;
        BigDecimal cached = null;
        BigDecimal output = null;
        for (String name = next(); name != null; name = next()) {
            String at = path + "." + name;
            switch (name) {
                case "input" -> input = price(at);
                case "cached" -> cached = price(at);
                case "output" -> output = price(at);
                default -> throw wrong(at, "is not known here, only input, cached and output");
            }
        }
        return new Rate(input, cached, output);
    }

    private BigDecimal price(String path) {
        if (!parser.currentToken().isNumeric()) {
            throw wrong(path, "must be a number");
        }
        try {
            BigDecimal price = parser.getDecimalValue();
            new Prices(Map.of(), price); // checks it
            return price;
        } catch (NumberFormatException e) {
            throw wrong(path, "has an exponent that is too large; round it");
        } catch (IllegalArgumentException e) {
            String why = String.valueOf(e.getMessage());
            throw wrong(path, why.substring(why.indexOf(' ') + 1)); // without its own name
        }
    }

    private void object(String path) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw wrong(path, "must be an object");
        }
    }

    /** The next member that is no note, its value at hand; null at the end of the object. */
    private @Nullable String next() {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (!name.startsWith("_")) {
                return name;
            }
            parser.skipChildren();
        }
        return null;
    }

    private IllegalArgumentException wrong(String path, String what) {
        return new IllegalArgumentException(
                source
                        + ", line "
                        + parser.currentTokenLocation().getLineNr()
                        + (path.isEmpty() ? ": it " : ": " + path + " ")
                        + what);
    }
}
