package io.patchbay.emulator.session.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.emulator.protocol.internal.Ids;
import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Everything that a session sends passes here: events get their id, are recorded and written. */
final class Outbox {
    /** More than this many bytes held back by a stall end the session. */
    private static final int MAX_HELD = 64 << 20;

    private final Wire wire;
    private final SerialLoop loop;
    private final Recording recording;
    private final Counters counters;
    private final Deque<byte[]> held = new ArrayDeque<>();
    private int heldBytes;
    private boolean stalled;
    private boolean closed;
    private int deltasUntilDrop = -1;

    Outbox(Wire wire, SerialLoop loop, Recording recording, Counters counters) {
        this.wire = wire;
        this.loop = loop;
        this.recording = recording;
        this.counters = counters;
    }

    /** A new event with its own id. */
    ObjectNode event(String type) {
        return Json.object().put("type", type).put("event_id", Ids.next("event_"));
    }

    void send(ObjectNode event) {
        write(Json.bytes(event));
    }

    /** Sends an error event. */
    void error(ProtocolException error, @Nullable String clientEventId) {
        counters.errors.increment();
        ObjectNode event = event("error");
        event.set("error", error.toJson().put("event_id", clientEventId));
        send(event);
    }

    /** Sends a text frame as it is. */
    void raw(String frame) {
        write(frame.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends an audio delta, without a tree.
     *
     * @param fields the fields besides type, event id and delta: {@code "response_id":"…",…}
     */
    void audioDelta(byte[] fields, byte[] audio, long millis) {
        counters.millisOut.add(millis);
        byte[] head =
                ("{\"type\":\"response.output_audio.delta\",\"event_id\":\""
                                + Ids.next("event_")
                                + "\",")
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] delta = ",\"delta\":\"".getBytes(StandardCharsets.US_ASCII);
        byte[] sound = Base64.getEncoder().encode(audio);
        byte[] frame = new byte[head.length + fields.length + delta.length + sound.length + 2];
        int at = copy(head, frame, 0);
        at = copy(fields, frame, at);
        at = copy(delta, frame, at);
        at = copy(sound, frame, at);
        frame[at] = '"';
        frame[at + 1] = '}';
        write(frame);
        if (deltasUntilDrop > 0 && --deltasUntilDrop == 0) {
            abort();
        }
    }

    private static int copy(byte[] from, byte[] to, int at) {
        System.arraycopy(from, 0, to, at, from.length);
        return at + from.length;
    }

    private void write(byte[] frame) {
        if (closed) {
            return;
        }
        if (stalled) {
            held.add(frame);
            heldBytes += frame.length;
            if (heldBytes > MAX_HELD) {
                close(1011, "Too much was held back by a stall.");
            }
            return;
        }
        recording.server(frame);
        wire.send(frame);
    }

    boolean writable() {
        return wire.writable();
    }

    /** Holds everything back for a while. */
    void stall(Duration length) {
        if (!stalled) {
            stalled = true;
            loop.schedule(this::resume, length);
        }
    }

    private void resume() {
        stalled = false;
        heldBytes = 0;
        while (!held.isEmpty()) {
            write(held.remove());
        }
    }

    /** Drops the line, now or after so many audio deltas. */
    void dropAfter(int audioDeltas) {
        if (audioDeltas <= 0) {
            abort();
        } else {
            deltasUntilDrop = audioDeltas;
        }
    }

    void close(int code, String reason) {
        if (!closed) {
            closed = true;
            wire.close(code, reason);
        }
    }

    private void abort() {
        if (!closed) {
            closed = true;
            wire.abort();
        }
    }

    boolean closed() {
        return closed;
    }

    /** The other side is gone. */
    void gone() {
        closed = true;
        held.clear();
    }
}
