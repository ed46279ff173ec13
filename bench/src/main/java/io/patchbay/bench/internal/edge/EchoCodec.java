package io.patchbay.bench.internal.edge;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.WireOutput;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.Command;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A dialect that costs nearly nothing, so that what is measured is the line: a message is the time
 * at which it was sent and as many characters as 20 ms of sound have, and comes back as it is.
 */
final class EchoCodec implements RealtimeCodec {

    /** What 20 ms of PCM16 at 24 kHz take in an event. */
    static final int BYTES = 1_336;

    private static final int DIGITS = 16;
    private static final byte[] FILLING = new byte[BYTES - DIGITS];

    static {
        java.util.Arrays.fill(FILLING, (byte) 'A');
    }

    private final LongConsumer back;
    private @Nullable WireOutput output;

    /** {@code back} hears how many nanoseconds a message was on its way. */
    EchoCodec(LongConsumer back) {
        this.back = back;
    }

    @Override
    public void open(CodecContext context) {
        output = context.output();
        context.ready();
    }

    @Override
    public boolean encodeAudio(ByteBuffer audio) {
        WireOutput wire = output;
        ByteBuffer message = wire == null ? null : wire.begin(BYTES);
        if (wire == null || message == null) {
            return false;
        }
        long now = System.nanoTime();
        for (int shift = 4 * (DIGITS - 1); shift >= 0; shift -= 4) {
            message.put((byte) Character.forDigit((int) (now >>> shift) & 0xf, 16));
        }
        message.put(FILLING);
        wire.end(WireKind.TEXT);
        audio.position(audio.limit());
        return true;
    }

    @Override
    public void decode(ByteBuffer message, WireKind kind) {
        long sent = 0;
        for (int i = 0; i < DIGITS; i++) {
            sent = sent << 4 | Character.digit(message.get(message.position() + i), 16);
        }
        back.accept(System.nanoTime() - sent);
    }

    @Override
    public void encode(Command command) {
        throw new UnsupportedOperationException("the echo knows sound alone");
    }

    @Override
    public AudioFormat inputFormat() {
        return AudioFormat.PCM16_24K;
    }

    @Override
    public ConfigPlan plan(SessionConfig current, SessionConfig wanted) {
        return new ConfigPlan(
                SessionConfig.EMPTY, SessionConfig.EMPTY, SessionConfig.EMPTY, Map.of());
    }
}
