package io.patchbay.provider.openai.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Turns the bytes of an id into a text, anew only when it is another than the last. */
final class CachedId {

    private byte[] bytes = new byte[0];
    private @Nullable String text;

    /** The id that the bytes from {@code start} to {@code end} spell. */
    String of(byte[] source, int start, int end) {
        String known = text;
        if (known != null && Arrays.equals(bytes, 0, bytes.length, source, start, end)) {
            return known;
        }
        bytes = Arrays.copyOfRange(source, start, end);
        String fresh = Json.text(source, start, end - start);
        text = fresh;
        return fresh;
    }
}
