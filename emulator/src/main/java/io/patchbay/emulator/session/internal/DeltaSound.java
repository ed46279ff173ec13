package io.patchbay.emulator.session.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Sound in {@code response.output_audio.delta} events. The client buffers and plays it. */
final class DeltaSound implements SoundOut {
    private final SessionContext context;

    /** When everything that was sent has been played, if it is played as it comes. */
    private long playedUntilNanos;

    private boolean spoke;

    DeltaSound(SessionContext context) {
        this.context = context;
    }

    @Override
    public boolean writable() {
        return context.outbox.writable();
    }

    @Override
    public AudioFormat format(ResponseRequest request) {
        return request.audioFormat();
    }

    @Override
    public Voice begin(OutputItem output) {
        byte[] fields =
                ("\"response_id\":\""
                                + output.responseId()
                                + "\",\"item_id\":\""
                                + output.item().id()
                                + "\",\"output_index\":"
                                + output.index()
                                + ",\"content_index\":0")
                        .getBytes(StandardCharsets.US_ASCII);
        return (piece, millis) -> {
            long now = context.loop.nanoTime();
            long begin = spoke ? Math.max(now, playedUntilNanos) : now;
            playedUntilNanos = begin + TimeUnit.MILLISECONDS.toNanos(millis);
            spoke = true;
            context.outbox.audioDelta(fields, piece, millis);
        };
    }

    @Override
    public void done(String responseId) {
        // the client knows when it has played everything
    }

    @Override
    public void interrupted() {
        // what was sent is the client's
    }

    @Override
    public void clear() {
        throw ProtocolException.invalid(
                "invalid_event", "Only WebRTC and SIP calls have an output audio buffer.", "type");
    }

    @Override
    public Duration stillPlaying() {
        return spoke
                ? Duration.ofNanos(Math.max(0, playedUntilNanos - context.loop.nanoTime()))
                : Duration.ZERO;
    }

    @Override
    public int longestRetrieval() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void stall(Duration length) {
        // the events are held back by the outbox
    }
}
