package io.patchbay.runtime.internal.tool;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a call is bound to: its tool and its arguments by their meaning. The order of members, white
 * space and the spelling of numbers do not matter; arguments that are no JSON, or that have a
 * number beyond what can be computed with, compare as the text that they are.
 */
public final class Fingerprint {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    private Fingerprint() {}

    /**
     * The fingerprint; as long for long arguments as for short ones.
     *
     * @param kind keeps calls of different kinds apart
     */
    public static String of(String kind, String tool, String arguments) {
        StringBuilder text = new StringBuilder(arguments.length() + 64);
        text.append(kind).append('\n').append(tool).append('\n');
        try {
            JsonNode tree = JSON.readTree(arguments.isBlank() ? "{}" : arguments);
            write(tree, text.append("json\n"));
        } catch (JacksonException | NumberFormatException | ArithmeticException e) {
            // broken, or a number whose exponent no BigDecimal has, which Jackson does not wrap:
            // the text itself is what is compared
            text.setLength(0);
            text.append(kind).append('\n').append(tool).append("\ntext\n").append(arguments);
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void write(JsonNode node, StringBuilder out) {
        if (node.isObject()) {
            out.append('{');
            for (String name : new TreeSet<>(node.propertyNames())) {
                out.append(JSON.writeValueAsString(name)).append(':');
                write(node.path(name), out);
                out.append(',');
            }
            out.append('}');
        } else if (node.isArray()) {
            out.append('[');
            for (JsonNode element : node) {
                write(element, out);
                out.append(',');
            }
            out.append(']');
        } else if (node.isNumber()) {
            BigDecimal value = node.decimalValue();
            out.append(value.signum() == 0 ? "0" : value.stripTrailingZeros().toString());
        } else {
            out.append(node);
        }
    }
}
