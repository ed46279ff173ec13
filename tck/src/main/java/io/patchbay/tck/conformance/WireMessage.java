package io.patchbay.tck.conformance;

import io.patchbay.api.provider.RealtimeCodec.WireKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A message of a provider's wire.
 *
 * @param kind text (UTF-8) or binary
 * @param bytes its bytes, not to be changed
 */
public record WireMessage(WireKind kind, byte[] bytes) {

    /** Checks for null. */
    public WireMessage {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(bytes, "bytes");
    }

    /** Text messages, in this order. */
    public static List<WireMessage> texts(String... texts) {
        return Stream.of(texts)
                .map(each -> new WireMessage(WireKind.TEXT, each.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    /** One binary message. */
    public static List<WireMessage> binary(byte[] bytes) {
        return List.of(new WireMessage(WireKind.BINARY, bytes));
    }

    /** Whether it is text. */
    public boolean isText() {
        return kind == WireKind.TEXT;
    }

    /** Its bytes as text. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Kind and size. */
    @Override
    public String toString() {
        return kind + " of " + bytes.length + " bytes";
    }
}
