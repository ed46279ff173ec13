package io.patchbay.emulator.session.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.emulator.protocol.internal.Ids;
import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything that a session sends passes here: events get their id, are recorded and written, to
 * the session's own client and to the sidebands of a call.
 */
final class Outbox {
    /** More than this many bytes held back by a stall end the session. */
    private static final int MAX_HELD = 64 << 20;

    private static final String ENDED = "The call has ended.";

    private final Line own;
    private final List<Line> sidebands = new ArrayList<>();
    private final SerialLoop loop;
    private final Counters counters;
    private final Deque<byte[]> held = new ArrayDeque<>();
    private int heldBytes;
    private boolean stalled;
    private boolean closed;
    private int deltasUntilDrop = -1;

    /** A connection that gets what the session sends. */
    record Line(Wire wire, Recording recording) {
        void write(byte[] frame) {
            recording.server(frame);
            wire.send(frame);
        }
    }

    Outbox(Wire wire, SerialLoop loop, Recording recording, Counters counters) {
        this.own = new Line(wire, recording);
        this.loop = loop;
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
        audioSent();
    }

    /** Tells that the sound of one delta was sent, as an event or otherwise. */
    void audioSent() {
        if (deltasUntilDrop > 0 && --deltasUntilDrop == 0) {
            abort();
        }
    }

    /** Lets another connection have everything from now on, after a greeting of its own. */
    void attach(Line sideband, ObjectNode greeting) {
        if (closed) { // the call ended while it connected
            sideband.wire().close(1000, ENDED);
            return;
        }
        sideband.write(Json.bytes(greeting));
        sidebands.add(sideband);
    }

    void detach(Line sideband) {
        sidebands.remove(sideband);
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
        own.write(frame);
        for (Line sideband : sidebands) {
            sideband.write(frame);
        }
    }

    boolean writable() {
        return own.wire().writable();
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
            own.wire().close(code, reason);
            sidebands.forEach(line -> line.wire().close(code, reason));
        }
    }

    private void abort() {
        if (!closed) {
            closed = true;
            own.wire().abort();
            sidebands.forEach(line -> line.wire().abort());
        }
    }

    boolean closed() {
        return closed;
    }

    /** The other side is gone. */
    void gone() {
        closed = true;
        sidebands.forEach(line -> line.wire().close(1000, ENDED));
        sidebands.clear();
        held.clear();
    }
}
