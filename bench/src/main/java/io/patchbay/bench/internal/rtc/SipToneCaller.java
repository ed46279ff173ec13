package io.patchbay.bench.internal.rtc;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.SipState;
import io.patchbay.sip.SipTarget;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A telephone that calls. */
public final class SipToneCaller implements ToneCaller, SipCall.Listener {

    /** G.711 alone is spoken here. */
    private static final int RATE = 8_000;

    /** So many frames may be on their way to the loop. */
    private static final int FRAMES = 64;

    private final SerialLoop loop;
    private final TonePhone phone;
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> open = new CompletableFuture<>();
    private final ByteBuffer[] frames = new ByteBuffer[FRAMES];
    private final SipCall line;
    private int next;
    private volatile boolean closing;

    /**
     * Calls. Blocks until it is answered.
     *
     * @throws java.util.concurrent.CompletionException when it is not
     */
    public SipToneCaller(SipDoor door, URI callee, SerialLoop loop, ToneCall call, long seed) {
        this.loop = loop;
        this.phone = new TonePhone(call, RATE, seed, this::speak);
        for (int i = 0; i < FRAMES; i++) {
            frames[i] = ByteBuffer.allocate(RATE * 2 * Markers.WINDOW_MILLIS / 1_000);
        }
        this.line = door.call(SipTarget.of(callee), loop, this);
        open.orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** On the heart's thread: frames take turns, so that none is written while it is read. */
    private void speak(ByteBuffer frame) {
        ByteBuffer copy = frames[next++ % FRAMES];
        copy.clear().put(frame.duplicate()).flip();
        copy.order(ByteOrder.LITTLE_ENDIAN);
        loop.execute(
                () -> {
                    if (line.state() == SipState.UP && !line.out().offer(copy)) {
                        complaints.add("the telephone has no room for what is said");
                    }
                });
    }

    @Override
    public void tick() {
        if (!closing && connected()) {
            phone.tick();
        }
    }

    @Override
    public void onAnswered() {
        open.complete(null);
    }

    @Override
    public void onAudio(ByteBuffer frame) {
        phone.hear(frame, RATE);
    }

    @Override
    public void onEnded(SipEnd end) {
        open.completeExceptionally(new IllegalStateException("the call ended: " + end));
        if (!closing) {
            complaints.add("the call ended by itself: " + end);
        }
    }

    @Override
    public TonePhone phone() {
        return phone;
    }

    @Override
    public boolean connected() {
        return line.state() == SipState.UP;
    }

    @Override
    public Queue<String> complaints() {
        return complaints;
    }

    @Override
    public void hangUp() {
        closing = true;
        line.end(480, "the caller has nothing more to say");
    }
}
