package io.patchbay.transport.webrtc.internal;

import io.patchbay.api.provider.RealtimeCodec.WireKind;
import io.patchbay.net.line.Wire;
import io.patchbay.rtc.RtcLink;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The text channel: codecs write into a buffer that is kept, and the link copies it. */
final class TextWire implements Wire {

    private static final int FIRST = 4_096;

    /** Longer buffers are not kept. */
    private static final int KEPT = 64 << 10;

    private final RtcLink link;
    private final int maxPending;
    private ByteBuffer kept = ByteBuffer.allocate(FIRST);

    /**
     * The text channel of a link.
     *
     * @param maxPending bytes that may wait
     */
    TextWire(RtcLink link, int maxPending) {
        this.link = link;
        this.maxPending = maxPending;
    }

    @Override
    public @Nullable ByteBuffer begin(int maxBytes) {
        long waiting = link.textOpen() ? link.pendingText() : Long.MAX_VALUE / 2;
        if (waiting > 0 && waiting + maxBytes > maxPending) {
            return null;
        }
        if (kept.capacity() < maxBytes) {
            kept = ByteBuffer.allocate(maxBytes);
        }
        return kept.clear();
    }

    @Override
    public boolean end(ByteBuffer built, WireKind kind) {
        if (kind != WireKind.TEXT) {
            throw new UnsupportedOperationException(
                    "the text channel of a WebRTC line carries text; sound goes beside it");
        }
        boolean sent = link.sendText(built.flip());
        if (kept.capacity() > KEPT) {
            kept = ByteBuffer.allocate(FIRST);
        }
        return sent;
    }

    @Override
    public long pendingBytes() {
        return link.pendingText();
    }

    @Override
    public boolean isOpen() {
        return link.textOpen();
    }

    @Override
    public boolean writable() {
        return link.pendingText() <= maxPending / 2;
    }
}
