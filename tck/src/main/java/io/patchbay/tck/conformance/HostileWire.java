package io.patchbay.tck.conformance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Messages that no provider should send. */
final class HostileWire {

    private static final int DEEP = 100_000;
    private static final int LONG = 4 << 20;
    private static final String[] TOKENS = {
        "null",
        "true",
        "-1",
        "1e999999",
        "\"\"",
        "[]",
        "{}",
        "[[[[",
        "\"\\ud800\"",
        "99999999999999999999"
    };

    private HostileWire() {}

    /** Texts that are wrong in one way each. */
    static List<byte[]> texts() {
        List<byte[]> all = new ArrayList<>();
        for (String text :
                List.of(
                        "",
                        " ",
                        "null",
                        "5",
                        "[]",
                        "{",
                        "{}",
                        "{\"type\":null}",
                        "{\"type\":5}",
                        "{\"type\":\"\"}",
                        "{\"type\":{\"type\":\"x\"}}",
                        "{\"type\":\"x\",\"type\":\"y\"}",
                        "not json",
                        "[".repeat(DEEP),
                        "{\"a\":".repeat(DEEP),
                        "{\"type\":\"x\",\"n\":1e999999999}",
                        "{\"type\":\"x\",\"n\":" + "9".repeat(100_000) + "}",
                        "{\"type\":\"" + "x".repeat(LONG) + "\"}",
                        "{\"type\":\"\\u0000\\ud800\"}")) {
            all.add(text.getBytes(StandardCharsets.UTF_8));
        }
        all.add(new byte[] {(byte) 0xff, (byte) 0xfe, 0, (byte) 0xc0, (byte) 0x80});
        all.add(new byte[] {'{', '"', 't', '"', ':', '"', (byte) 0xed, (byte) 0xa0, '"', '}'});
        return all;
    }

    /** A message with one thing changed. */
    static byte[] changed(byte[] message, Random random) {
        if (message.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        int at = random.nextInt(message.length);
        return switch (random.nextInt(4)) {
            case 0 -> {
                byte[] flipped = message.clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                yield flipped;
            }
            case 1 -> java.util.Arrays.copyOf(message, at);
            case 2 -> tokenSwapped(message, random);
            default -> {
                String text = new String(message, StandardCharsets.ISO_8859_1);
                int end = at + random.nextInt(message.length - at);
                yield (text.substring(0, at) + text.substring(end))
                        .getBytes(StandardCharsets.ISO_8859_1);
            }
        };
    }

    /** One value of the message is of another kind. */
    private static byte[] tokenSwapped(byte[] message, Random random) {
        String text = new String(message, StandardCharsets.UTF_8);
        List<Integer> values = new ArrayList<>();
        for (int i = text.indexOf(':'); i >= 0; i = text.indexOf(':', i + 1)) {
            values.add(i + 1);
        }
        if (values.isEmpty()) {
            return TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.UTF_8);
        }
        int from = values.get(random.nextInt(values.size()));
        int comma = text.indexOf(',', from);
        int brace = text.indexOf('}', from);
        int to = comma < 0 ? brace : brace < 0 ? comma : Math.min(comma, brace);
        String rest = to < 0 ? "}" : text.substring(to);
        return (text.substring(0, from) + TOKENS[random.nextInt(TOKENS.length)] + rest)
                .getBytes(StandardCharsets.UTF_8);
    }
}
