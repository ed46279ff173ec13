package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.KitRun.broken;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.audio.PlayedPosition.Precision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What the caller of a {@link LocalLeg} hears: a frame with each beat. On the loop. */
final class LocalSink implements AudioSink {

    private static final int MOST = 25;

    private record Frame(String itemId, int contentIndex, ByteBuffer sound) {}

    private final SocketChannel channel;
    private final Queue<Frame> waiting = new ArrayDeque<>();
    private @Nullable Listener listener;
    private @Nullable Frame last;
    private long playedBytes;
    private boolean paused;
    private boolean full;

    LocalSink(SocketChannel channel) {
        this.channel = channel;
    }

    /** A beat. */
    void play() {
        Frame frame = paused ? null : waiting.poll();
        if (frame == null) {
            return;
        }
        Frame before = last;
        boolean same =
                before != null
                        && before.itemId.equals(frame.itemId)
                        && before.contentIndex == frame.contentIndex;
        if (!same && !broken("the_position_is_what_was_heard_of_the_last_item")) {
            playedBytes = 0;
        }
        last = frame;
        byte[] sound = new byte[frame.sound.remaining()];
        frame.sound.get(sound);
        playedBytes += sound.length;
        try {
            LocalWire.write(channel, sound);
        } catch (IOException e) {
            System.getLogger("local").log(System.Logger.Level.DEBUG, "nobody hears it", e);
        }
        Listener told = listener;
        if (told != null && full && !broken("a_full_sink_says_when_it_has_room")) {
            full = false;
            told.onSpace();
        }
        if (told != null && waiting.isEmpty() && !broken("the_sink_says_when_all_was_heard")) {
            told.onDrained();
        }
    }

    @Override
    public AudioFormat format() {
        return LocalLeg.FORMAT;
    }

    @Override
    public Pacing pacing() {
        return Pacing.SINK;
    }

    @Override
    public void listen(Listener listener) {
        this.listener = listener;
    }

    @Override
    public Offer offer(AudioChunk chunk) {
        if (waiting.size() >= MOST) {
            full = true;
            return Offer.FULL;
        }
        ByteBuffer copy = ByteBuffer.allocate(chunk.bytes().remaining());
        copy.put(chunk.bytes()).flip();
        ByteBuffer kept = broken("the_caller_hears_the_session") ? chunk.bytes() : copy;
        waiting.add(new Frame(String.valueOf(chunk.itemId()), chunk.contentIndex(), kept));
        return Offer.ACCEPTED;
    }

    @Override
    public void flush(@Nullable String itemId) {
        if (!broken("a_flush_drops_what_was_not_heard")) {
            waiting.removeIf(each -> itemId == null || each.itemId.equals(itemId));
        }
    }

    @Override
    public void pause() {
        paused = !broken("a_pause_stops_the_sound_and_resume_goes_on");
    }

    @Override
    public void resume() {
        paused = false;
    }

    @Override
    public @Nullable PlayedPosition position() {
        Frame frame = last;
        return frame == null
                ? null
                : new PlayedPosition(
                        frame.itemId,
                        frame.contentIndex,
                        LocalLeg.FORMAT.millis(playedBytes),
                        Precision.EXACT);
    }

    @Override
    public void close() {
        waiting.clear();
    }
}
