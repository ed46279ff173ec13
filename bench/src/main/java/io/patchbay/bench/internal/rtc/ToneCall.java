package io.patchbay.bench.internal.rtc;

import io.patchbay.bench.internal.load.Ids;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** One call as the model knows it, over all its lines. From any thread. */
public final class ToneCall {

    final Ids ids = new Ids();

    /** What the caller said, as the model hears it. */
    public final MarkerLedger heard = new MarkerLedger();

    /** What the model said, as the caller hears it. */
    public final MarkerLedger said = new MarkerLedger();

    /** What the model asked tools for. */
    public final ToneTools tools = new ToneTools();

    private final Set<ToneLine> lines = ConcurrentHashMap.newKeySet();
    private final AtomicLong turns = new AtomicLong();
    private final AtomicLong cutOff = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();
    private volatile boolean overMedia;
    private volatile Consumer<ByteBuffer> tap = pcm -> {};
    private volatile long firstSoundAt;

    void opened(ToneLine line, boolean media) {
        lines.add(line);
        overMedia = media;
    }

    void closed(ToneLine line) {
        lines.remove(line);
        tools.gone(line);
    }

    /** A line went while the model spoke: what was on its way did not arrive. */
    void cutOff() {
        cutOff.incrementAndGet();
        said.excuse();
    }

    /** Answers that a line's end cut off. */
    public long cutOffs() {
        return cutOff.get();
    }

    /** Ends all lines without a word, as a broken network does. From any thread. */
    public void cut() {
        lines.forEach(ToneLine::cut);
    }

    void turn(boolean media) {
        turns.incrementAndGet();
        overMedia = media;
    }

    void message() {
        messages.incrementAndGet();
    }

    /** Hears all that the model hears, too, on the line's loop. */
    public void tap(Consumer<ByteBuffer> also) {
        tap = also;
    }

    void sound(ByteBuffer pcm) {
        if (firstSoundAt == 0 && audible(pcm)) {
            firstSoundAt = System.nanoTime();
        }
        tap.accept(pcm);
    }

    /** Whether something can be heard in it. */
    public static boolean audible(ByteBuffer pcm) {
        ByteBuffer in = pcm.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (in.remaining() >= 2) {
            if (Math.abs(in.getShort()) > 2_000) {
                return true;
            }
        }
        return false;
    }

    /** When the model first heard something that is not silence, or 0. */
    public long firstSoundAt() {
        return firstSoundAt;
    }

    /** Turns of the caller that were answered. */
    public long turns() {
        return turns.get();
    }

    /** Messages of the client. */
    public long messages() {
        return messages.get();
    }

    /** Lines that are there. */
    public int lines() {
        return lines.size();
    }

    /** Whether the last turn came over WebRTC. */
    public boolean overMedia() {
        return overMedia;
    }
}
