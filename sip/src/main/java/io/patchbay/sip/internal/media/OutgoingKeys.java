package io.patchbay.sip.internal.media;

import io.patchbay.sip.SipException;
import io.patchbay.sip.internal.media.Agreement.KeyType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Keys on their way to the far end (RFC 4733): each is pressed for 100 ms, its end said three
 * times, and followed by a pause. Packets of keys take the place of sound. On the loop.
 */
final class OutgoingKeys {

    static final String KEYS = "0123456789*#ABCD";

    private static final int MOST_AT_ONCE = 64;
    private static final int MOST_WAITING = 256;
    private static final int PRESSED_MILLIS = 100;
    private static final int PAUSE_MILLIS = 60;
    private static final int ENDS = 3;
    private static final int VOLUME = 10;

    private final Deque<Pressing> waiting = new ArrayDeque<>();
    private int keysWaiting;
    private int pressedMillis;
    private int endsSent;
    private int pausedMillis;
    private int stamp;
    private int duration;

    /** Keys that one caller asked for. */
    private static final class Pressing {
        private final String keys;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private int at;

        Pressing(String keys) {
            this.keys = keys;
        }
    }

    /**
     * Presses keys after those that wait.
     *
     * @param keys which {@link #check} let pass
     */
    CompletionStage<Void> press(String keys) {
        if (keysWaiting + keys.length() > MOST_WAITING) {
            return CompletableFuture.failedStage(
                    new SipException(0, "more than " + MOST_WAITING + " keys wait to be sent"));
        }
        Pressing pressing = new Pressing(keys);
        waiting.add(pressing);
        keysWaiting += keys.length();
        return pressing.done;
    }

    /**
     * Looks whether they can be pressed.
     *
     * @throws IllegalArgumentException for what is no key, for none, and for more than 64
     */
    static void check(String keys) {
        if (keys.isEmpty() || keys.length() > MOST_AT_ONCE) {
            throw new IllegalArgumentException(
                    "keys must be 1 to " + MOST_AT_ONCE + ", not " + keys.length());
        }
        if (!keys.chars().allMatch(key -> KEYS.indexOf(key) >= 0)) {
            throw new IllegalArgumentException("keys must be 0-9 * # A-D");
        }
    }

    /** Whether a key is to be sent, or the pause after it, in place of sound. */
    boolean busy() {
        return !waiting.isEmpty();
    }

    /** Whether the pause after a key is due, which is sent as silence. */
    boolean pausing() {
        return endsSent == ENDS;
    }

    /** So much of the pause has passed; what is done is said. */
    void pause(int millis) {
        pausedMillis += millis;
        if (pausedMillis < PAUSE_MILLIS) {
            return;
        }
        pressedMillis = 0;
        endsSent = 0;
        pausedMillis = 0;
        keysWaiting--;
        Pressing pressing = waiting.element();
        if (++pressing.at == pressing.keys.length()) {
            waiting.remove();
            pressing.done.complete(null);
        }
    }

    /** Whether the next packet is the first of its key. */
    boolean begins() {
        return pressedMillis == 0;
    }

    /**
     * Writes the payload of the next packet.
     *
     * @param now the timestamp of the sound that it replaces
     * @return its bytes
     */
    int payload(byte[] packet, int at, KeyType type, int millis, int now) {
        if (begins()) {
            stamp = now;
            duration = 0;
        }
        pressedMillis += millis;
        boolean end = pressedMillis >= PRESSED_MILLIS;
        if (endsSent == 0) {
            duration += type.clock() / 1_000 * millis;
        }
        if (end) {
            endsSent++;
        }
        Pressing pressing = waiting.element();
        packet[at] = (byte) KEYS.indexOf(pressing.keys.charAt(pressing.at));
        packet[at + 1] = (byte) (end ? 0x80 | VOLUME : VOLUME);
        Bytes.putShort(packet, at + 2, duration);
        return 4;
    }

    /** The timestamp of the key's packets, which is that of its beginning. */
    int stamp() {
        return stamp;
    }

    /** Nothing can be sent any more. */
    void fail(String reason) {
        pressedMillis = 0;
        endsSent = 0;
        pausedMillis = 0;
        keysWaiting = 0;
        Deque<Pressing> failed = new ArrayDeque<>(waiting);
        waiting.clear();
        failed.forEach(pressing -> pressing.done.completeExceptionally(failure(reason)));
    }

    private static SipException failure(String reason) {
        return new SipException(0, "keys were not sent: " + reason);
    }
}
