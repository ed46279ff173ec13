package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.LegCapabilities;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A caller whose ear is the test: it takes so many frames and plays them when it is told to. */
class TestLeg implements CallerLeg, AudioSink {
    final List<Integer> frames = new ArrayList<>();
    final List<@Nullable String> items = new ArrayList<>();
    int room = Integer.MAX_VALUE;
    int flushes;
    boolean paused;
    @Nullable CloseReason closed;
    private final String id;
    private final AudioFormat format;
    private final Pacing pacing;
    private final Map<String, Long> taken = new LinkedHashMap<>();
    private @Nullable PlayedPosition position;
    private CallerLeg.@Nullable Listener session;
    private AudioSink.@Nullable Listener playout;

    TestLeg(String id, AudioFormat format, Pacing pacing) {
        this.id = id;
        this.format = format;
        this.pacing = pacing;
    }

    /** The caller hears everything that was taken. */
    void plays() {
        taken.forEach(
                (item, micros) ->
                        position =
                                new PlayedPosition(
                                        item, 0, micros / 1_000, PlayedPosition.Precision.EXACT));
        Objects.requireNonNull(playout).onDrained();
    }

    /** The caller has heard so much of an item. */
    void heard(String item, long millis) {
        position = new PlayedPosition(item, 0, millis, PlayedPosition.Precision.EXACT);
    }

    void hasRoom(int more) {
        room = more;
        Objects.requireNonNull(playout).onSpace();
    }

    CallerLeg.Listener says() {
        return Objects.requireNonNull(session);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String kind() {
        return "test";
    }

    @Override
    public LegCapabilities capabilities() {
        return new LegCapabilities(format, Map.of());
    }

    @Override
    public void join(SerialLoop loop, CallerLeg.Listener listener) {
        session = listener;
        listener.onMediaUp();
    }

    @Override
    public AudioSink sink() {
        return this;
    }

    @Override
    public boolean muted() {
        return false;
    }

    @Override
    public void mute(boolean on) {
        throw new UnsupportedOperationException("not needed here");
    }

    @Override
    public CompletionStage<Void> control(Control control) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close(CloseReason reason) {
        closed = closed == null ? reason : closed;
    }

    @Override
    public void close() {
        close(CloseReason.NORMAL);
    }

    @Override
    public AudioFormat format() {
        return format;
    }

    @Override
    public Pacing pacing() {
        return pacing;
    }

    @Override
    public void listen(AudioSink.Listener listener) {
        playout = listener;
    }

    @Override
    public Offer offer(AudioChunk chunk) {
        if (room == 0) {
            return Offer.FULL;
        }
        room--;
        ByteBuffer bytes = chunk.bytes();
        frames.add(bytes.remaining());
        items.add(chunk.itemId());
        taken.merge(String.valueOf(chunk.itemId()), chunk.micros(), Long::sum);
        return Offer.ACCEPTED;
    }

    @Override
    public void flush(@Nullable String itemId) {
        flushes++;
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
    }

    @Override
    public @Nullable PlayedPosition position() {
        return position;
    }
}
