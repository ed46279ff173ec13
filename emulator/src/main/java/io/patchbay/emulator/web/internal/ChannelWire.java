package io.patchbay.emulator.web.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.emulator.protocol.internal.Ids;
import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.session.internal.Wire;
import io.patchbay.rtc.RtcLink;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import tools.jackson.databind.node.ObjectNode;

/**
 * A session's wire over the data channel of a call. What is sent before the channel opens waits for
 * it, so that the session's greeting comes first.
 */
final class ChannelWire implements Wire {
    private static final System.Logger LOG = System.getLogger(ChannelWire.class.getName());
    private static final int MAX_EARLY_BYTES = 1 << 20;
    private static final long MUCH_BYTES = 1 << 20;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    /** What was handed to the channel last needs a moment to reach the far end. */
    private static final int LINGERING_LOOKS = 5;

    private static final int MOST_LOOKS = 100;

    private final RtcLink link;
    private final SerialLoop loop;
    private final Runnable end;
    private final Deque<byte[]> early = new ArrayDeque<>();
    private int earlyBytes;
    private boolean open;
    private boolean closing;

    /**
     * A wire that is not open yet.
     *
     * @param end ends the call, now
     */
    ChannelWire(RtcLink link, SerialLoop loop, Runnable end) {
        this.link = link;
        this.loop = loop;
        this.end = end;
    }

    /** The channel is open. */
    void opened() {
        open = true;
        while (!early.isEmpty()) {
            write(early.remove());
        }
    }

    @Override
    public void send(byte[] utf8) {
        if (closing) {
            return;
        }
        if (open) {
            write(utf8);
            return;
        }
        earlyBytes += utf8.length;
        if (earlyBytes > MAX_EARLY_BYTES) {
            abort();
        } else {
            early.add(utf8);
        }
    }

    private void write(byte[] utf8) {
        if (!link.textOpen()) {
            return; // the far end has closed it; the link's end is on its way
        }
        try {
            if (!link.sendText(ByteBuffer.wrap(utf8))) {
                // the client does not read: a gap in its events would be worse than the end
                abort();
            }
        } catch (IllegalArgumentException e) {
            tooLong(utf8.length);
        }
    }

    private void tooLong(int bytes) {
        LOG.log(
                System.Logger.Level.DEBUG,
                "An event of " + bytes + " bytes does not fit into the data channel");
        ObjectNode event = Json.object().put("type", "error").put("event_id", Ids.next("event_"));
        event.putObject("error")
                .put("type", "server_error")
                .put("code", "event_too_large")
                .put("message", "An event of " + bytes + " bytes does not fit into the channel.")
                .putNull("param")
                .putNull("event_id");
        try {
            link.sendText(ByteBuffer.wrap(Json.bytes(event)));
        } catch (IllegalArgumentException e) {
            abort(); // a client that takes not even this much takes no session
        }
    }

    @Override
    public boolean writable() {
        return link.pendingText() < MUCH_BYTES;
    }

    /** Ends the call once the last events have left; the channel knows neither code nor reason. */
    @Override
    public void close(int code, String reason) {
        if (!closing) {
            closing = true;
            linger(0, 0);
        }
    }

    private void linger(int looks, int empty) {
        if (looks == MOST_LOOKS || empty == LINGERING_LOOKS || !link.textOpen()) {
            end.run();
        } else {
            int more = link.pendingText() == 0 ? empty + 1 : 0;
            loop.schedule(() -> linger(looks + 1, more), LOOK_AGAIN);
        }
    }

    @Override
    public void abort() {
        closing = true;
        loop.execute(end);
    }
}
