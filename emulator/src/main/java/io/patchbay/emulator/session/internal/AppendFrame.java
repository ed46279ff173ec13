package io.patchbay.emulator.session.internal;

import io.patchbay.emulator.protocol.internal.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * Finds the sound in an {@code input_audio_buffer.append} frame without building a tree, since most
 * frames of a call are appends.
 */
final class AppendFrame {
    private static final byte[] TYPE =
            "input_audio_buffer.append".getBytes(StandardCharsets.US_ASCII);
    private static final int LOOK = 256;

    private AppendFrame() {}

    /**
     * The sound of a well-formed append.
     *
     * @return null for every other frame, and for appends with anything unusual: those take the way
     *     of all events, which finds out what is wrong
     */
    static byte @Nullable [] audioOf(ByteBuffer frame) {
        if (!mentionsAppend(frame)) {
            return null;
        }
        byte[] array = frame.array();
        int offset = frame.arrayOffset() + frame.position();
        try (JsonParser parser =
                Json.FACTORY.createParser(
                        ObjectReadContext.empty(), array, offset, frame.remaining())) {
            return read(parser);
        } catch (JacksonException e) {
            return null; // the general way reports it
        }
    }

    private static byte @Nullable [] read(JsonParser parser) {
        byte[] audio = null;
        boolean append = false;
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return null;
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                return null;
            }
            switch (name) {
                case "audio" -> audio = parser.getBinaryValue();
                case "type" -> append = "input_audio_buffer.append".equals(parser.getString());
                case "event_id" -> {
                    if (parser.getStringLength() > 512 || parser.getStringLength() == 0) {
                        return null;
                    }
                }
                default -> {
                    return null;
                }
            }
        }
        return append && parser.nextToken() == null ? audio : null;
    }

    private static boolean mentionsAppend(ByteBuffer frame) {
        int end = frame.limit();
        int head = Math.min(end, frame.position() + LOOK);
        return find(frame, frame.position(), head) || find(frame, Math.max(head, end - LOOK), end);
    }

    private static boolean find(ByteBuffer frame, int from, int to) {
        for (int at = from; at <= to - TYPE.length; at++) {
            int i = 0;
            while (i < TYPE.length && frame.get(at + i) == TYPE[i]) {
                i++;
            }
            if (i == TYPE.length) {
                return true;
            }
        }
        return false;
    }
}
