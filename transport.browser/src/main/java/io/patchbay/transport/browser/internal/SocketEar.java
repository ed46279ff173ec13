package io.patchbay.transport.browser.internal;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.audio.PlayedPosition.Precision;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.audio.Playhead;
import io.patchbay.net.websocket.WebSocketConnection;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a caller over WebSocket hears. Sound is sent some hundred milliseconds before it is due, so
 * that the network may be late; what was heard is reckoned by the clock and set right by what the
 * page reports. On the session's loop.
 */
final class SocketEar implements AudioSink {

    /** How much the far end may have before it has played it. */
    private static final long AHEAD_MICROS = 300_000;

    /** A report older than this says no more than the clock does. */
    private static final long FRESH_NANOS = 300_000_000;

    private static final Duration TICK = Duration.ofMillis(20);

    private final AudioFormat format;
    private final PageLeg leg;
    private final WebSocketConnection connection;
    private final Playhead head = new Playhead();
    private final Runnable tick = this::tick;
    private @Nullable SerialLoop loop;
    private @Nullable Listener listener;
    private SerialLoop.@Nullable Timer timer;

    /** So much was heard at that time of the loop, and since then the clock runs. */
    private long heard;

    private long since;
    private long reported = Long.MIN_VALUE;
    private boolean paused;
    private boolean refused;
    private boolean drained = true;

    SocketEar(AudioFormat format, PageLeg leg, WebSocketConnection connection) {
        this.format = format;
        this.leg = leg;
        this.connection = connection;
    }

    void start(SerialLoop at) {
        loop = at;
        since = at.nanoTime();
    }

    private long now() {
        SerialLoop at = loop;
        return at == null ? since : at.nanoTime();
    }

    /** Microseconds of what was sent that were heard. */
    private long played() {
        return paused ? heard : Math.min(head.sent(), heard + (now() - since) / 1_000);
    }

    private void setClock(long micros) {
        heard = micros;
        since = now();
    }

    /** The page says so. */
    void reported(String item, int content, long millis) {
        long moment = head.moment(item, content, millis);
        if (moment >= 0) {
            setClock(moment);
            reported = now();
        }
    }

    @Override
    public AudioFormat format() {
        return format;
    }

    @Override
    public Pacing pacing() {
        return Pacing.SINK;
    }

    @Override
    public void listen(Listener told) {
        listener = told;
    }

    @Override
    public Offer offer(AudioChunk chunk) {
        long played = played();
        if (paused || head.sent() - played >= AHEAD_MICROS || !connection.writable()) {
            refused = true;
            watch();
            return Offer.FULL;
        }
        if (played == head.sent()) {
            setClock(played); // it was silent until now
        }
        if (head.add(chunk.itemId(), chunk.contentIndex(), chunk.micros())) {
            ObjectNode begin = Json.event("audio").put("content", chunk.contentIndex());
            if (chunk.itemId() != null) {
                begin.put("item", chunk.itemId());
            }
            leg.tell(begin);
        }
        send(chunk.bytes());
        drained = false;
        watch();
        return Offer.ACCEPTED;
    }

    private void send(ByteBuffer bytes) {
        if (connection.loop().inLoop()) {
            ByteBuffer into = connection.begin(bytes.remaining());
            if (into != null) {
                into.put(bytes);
                connection.endBinary();
            }
            return;
        }
        connection
                .sendBinary(bytes)
                .whenComplete(
                        (sent, failure) -> {
                            if (failure != null) {
                                leg.close(SocketLeg.LOST);
                            }
                        });
    }

    private void watch() {
        SerialLoop at = loop;
        if (timer == null && at != null) {
            timer = at.schedule(tick, TICK);
        }
    }

    private void tick() {
        timer = null;
        Listener told = listener;
        if (told == null || paused) {
            return;
        }
        long waiting = head.sent() - played();
        if (refused && waiting < AHEAD_MICROS && connection.writable()) {
            refused = false;
            told.onSpace();
        }
        if (waiting <= 0 && !drained) {
            drained = true;
            told.onDrained();
        }
        if (!drained || refused) {
            watch();
        }
    }

    @Override
    public void flush(@Nullable String itemId) {
        long played = played();
        if (head.sent() > played) {
            leg.tell(Json.event("clear"));
        }
        head.cut(played);
        setClock(head.sent());
        drained = true;
        refused = false;
    }

    @Override
    public void pause() {
        if (!paused) {
            heard = played();
            paused = true;
            leg.tell(Json.event("pause"));
        }
    }

    @Override
    public void resume() {
        if (paused) {
            paused = false;
            since = now();
            leg.tell(Json.event("resume"));
            watch();
        }
    }

    @Override
    public @Nullable PlayedPosition position() {
        boolean marked = reported != Long.MIN_VALUE && now() - reported < FRESH_NANOS;
        return head.position(played(), marked ? Precision.MARK : Precision.ESTIMATED);
    }

    @Override
    public void close() {
        listener = null;
        if (timer != null) {
            timer.cancel();
        }
    }
}
