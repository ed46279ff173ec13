package io.patchbay.audio;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A ring of bytes between the loop, which fills it, and the pacer, which takes a packet's time each
 * time: on a thread of its own, or on the loop.
 *
 * <p>Positions count bytes from the first and never go back. Both may move the reading position:
 * the pacer copies first and then claims what it has copied, so that a flush in between makes it
 * throw the copy away instead of waiting.
 */
public final class PacedRing implements PacedSound {

    /** Quieter than this is silence: -45 dB of full scale, above the noise of a quiet room. */
    private static final long SILENT_SQUARE = 184L * 184;

    /** Pieces that are left out before one frame at most: a bound on the pacer's work. */
    private static final int TRIMS = 20;

    private final byte[] ring;
    private final int rate;
    private final int frameBytes;
    private final long trimAbove;
    private final Signals signals;

    private final AtomicLong read = new AtomicLong();
    private volatile long written;
    private volatile long sent;
    private volatile long trimmed;
    private volatile boolean paused;
    private volatile boolean muted;

    /** Bytes of the offer that was refused last, or 0; what the pacer makes room for. */
    private volatile int refused;

    /** What the pacer has to tell the loop. On the pacer's thread, or on the loop. */
    public interface Signals {

        /** Room has come for the offer that was refused. */
        void writable();

        /** The last byte that waited has left. */
        void drained();
    }

    /**
     * An empty one.
     *
     * @param rate samples per second, a multiple of 100
     * @param aheadMillis room for sound that waits, at least 10
     * @param trimAboveMillis while more than this waits, silence in it is left out; 0 for never
     */
    public PacedRing(int rate, int aheadMillis, int trimAboveMillis, Signals signals) {
        if (rate < 100 || rate % 100 != 0) {
            throw new IllegalArgumentException("rate must be a multiple of 100, not " + rate);
        }
        if (aheadMillis < 10 || trimAboveMillis < 0) {
            throw new IllegalArgumentException(
                    "aheadMillis must be at least 10 and trimAboveMillis not negative, not "
                            + aheadMillis
                            + " and "
                            + trimAboveMillis);
        }
        this.rate = rate;
        this.frameBytes = rate / 100 * 2;
        this.ring = new byte[Math.toIntExact(rate / 100L * 2 * aheadMillis / 10 & ~1L)];
        this.trimAbove = trimAboveMillis == 0 ? Long.MAX_VALUE : rate / 1000L * 2 * trimAboveMillis;
        this.signals = signals;
    }

    /** Bytes of 10 ms. */
    public int frameBytes() {
        return frameBytes;
    }

    @Override
    public boolean offer(ByteBuffer frame) {
        int bytes = frame.remaining();
        if ((bytes & 1) != 0) {
            throw new IllegalArgumentException(
                    "sound is PCM16, two bytes a sample; " + bytes + " bytes end within one");
        }
        if (bytes > ring.length) {
            throw new IllegalArgumentException(
                    bytes
                            + " bytes of sound never fit into the "
                            + ring.length
                            + " of sendAheadMillis; offer shorter pieces");
        }
        if (!hasRoom(bytes)) {
            refused = bytes;
            // the pacer may have made room since: then nobody else would say so
            if (!hasRoom(bytes)) {
                return false;
            }
            refused = 0;
        }
        int at = (int) (written % ring.length);
        int first = Math.min(bytes, ring.length - at);
        frame.get(ring, at, first);
        frame.get(ring, 0, bytes - first);
        written += bytes;
        return true;
    }

    private boolean hasRoom(int bytes) {
        return ring.length - (written - read.get()) >= bytes;
    }

    @Override
    public void flush() {
        long from = read.get();
        while (!read.compareAndSet(from, written)) {
            from = read.get();
        }
        tellRoom();
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
    public void mute(boolean on) {
        muted = on;
    }

    @Override
    public long sentMicros() {
        return micros(sent);
    }

    @Override
    public long waitingMicros() {
        return micros(waiting());
    }

    @Override
    public long trimmedMicros() {
        return micros(trimmed);
    }

    private long waiting() {
        return written - read.get();
    }

    /** Whether nothing waits. */
    public boolean isEmpty() {
        return waiting() == 0;
    }

    private long micros(long bytes) {
        return bytes / 2 * 1_000_000 / rate;
    }

    /** Fills {@code frame} with what is next, or with silence. On the pacer's thread. */
    public void take(byte[] frame) {
        take(frame, frame.length);
    }

    /**
     * Fills the first bytes of {@code frame} with what is next, or with silence. On the pacer's
     * thread.
     *
     * @return whether there was sound to be heard
     * @throws IndexOutOfBoundsException when {@code frame} is shorter than {@code bytes}
     */
    public boolean take(byte[] frame, int bytes) {
        Objects.checkFromIndexSize(0, bytes, frame.length);
        int taken = paused ? 0 : claim(frame, bytes);
        if (taken < 0) {
            // muted: it came due and was not said
            Arrays.fill(frame, 0, bytes, (byte) 0);
        } else {
            Arrays.fill(frame, taken, bytes, (byte) 0);
            sent += taken;
        }
        if (taken != 0) {
            tellRoom();
            if (isEmpty()) {
                signals.drained();
            }
        }
        return taken > 0;
    }

    /** Bytes of sound in {@code frame}, negative when they are not to be heard. */
    private int claim(byte[] frame, int most) {
        for (int trims = 0; ; ) {
            boolean silenced = muted;
            long from = read.get();
            long waiting = written - from;
            int bytes = (int) Math.min(most, waiting);
            copy(from, frame, bytes);
            boolean leaveOut = waiting > trimAbove && trims < TRIMS && silent(frame, bytes);
            if (!read.compareAndSet(from, from + bytes)) {
                continue;
            }
            if (!leaveOut) {
                return silenced ? -bytes : bytes;
            }
            trimmed += bytes;
            trims++;
        }
    }

    private void copy(long from, byte[] frame, int bytes) {
        int at = (int) (from % ring.length);
        int first = Math.min(bytes, ring.length - at);
        System.arraycopy(ring, at, frame, 0, first);
        System.arraycopy(ring, 0, frame, first, bytes - first);
    }

    private static boolean silent(byte[] frame, int bytes) {
        long squares = 0;
        for (int i = 0; i + 1 < bytes; i += 2) {
            int sample = frame[i + 1] << 8 | frame[i] & 0xFF;
            squares += (long) sample * sample;
        }
        return squares <= SILENT_SQUARE * (bytes / 2);
    }

    private void tellRoom() {
        int wanted = refused;
        if (wanted > 0 && ring.length - waiting() >= Math.max(wanted, ring.length / 2)) {
            refused = 0;
            signals.writable();
        }
    }
}
