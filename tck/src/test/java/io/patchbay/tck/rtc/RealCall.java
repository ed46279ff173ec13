package io.patchbay.tck.rtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.patchbay.rtc.RtcEngines;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcLink;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.rtc.RtcState;
import io.patchbay.tck.VirtualLoop;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Two links on the engine of this machine, each singing its own tone to the other. Their loop's
 * clock follows the real one while something is waited for.
 */
final class RealCall implements AutoCloseable {

    static final int CALLER_TONE = 440;
    static final int CALLED_TONE = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final VirtualLoop loop = new VirtualLoop();
    final End caller;
    final End called;
    private long clock = System.nanoTime();

    RealCall(RtcSettings settings) {
        caller = new End(settings, CALLER_TONE, CALLED_TONE);
        called = new End(settings, CALLED_TONE, CALLER_TONE);
    }

    /** One of the two. */
    final class End implements RtcLink.Listener {

        final RtcLink link;
        final List<String> texts = new ArrayList<>();
        final List<RtcState> states = new ArrayList<>();
        final ToneWindows heard;
        @Nullable RtcException end;
        private final int tone;
        private final int rate;
        private long sung;

        End(RtcSettings settings, int tone, int othersTone) {
            this.tone = tone;
            this.rate = settings.sendRate();
            this.heard = new ToneWindows(othersTone);
            this.link = RtcLink.open(RtcEngines.best(), settings, loop, this);
        }

        @Override
        public void onState(RtcState state) {
            states.add(state);
        }

        @Override
        public void onTextOpen() {}

        @Override
        public void onText(ByteBuffer utf8) {
            texts.add(StandardCharsets.UTF_8.decode(utf8).toString());
        }

        @Override
        public void onAudio(ByteBuffer frame) {
            heard.add(frame);
        }

        @Override
        public void onEnded(RtcException failure) {
            end = failure;
        }

        void say(String text) {
            assertEquals(
                    true,
                    loop.call(
                            () ->
                                    link.sendText(
                                            ByteBuffer.wrap(
                                                    text.getBytes(StandardCharsets.UTF_8)))));
        }

        /** Keeps 200 ms of its tone ahead of the pacer. */
        private void sing() {
            while (link.out().waitingMicros() < 200_000) {
                ByteBuffer frame =
                        ByteBuffer.allocate(rate / 50 * 2).order(ByteOrder.LITTLE_ENDIAN);
                while (frame.hasRemaining()) {
                    double angle = 2 * Math.PI * tone * sung++ / rate;
                    frame.putShort((short) (12_000 * Math.sin(angle)));
                }
                if (!link.out().offer(frame.flip())) {
                    return;
                }
            }
        }
    }

    /** Connects the two; the answer goes by {@code network}. */
    void connect(UnaryOperator<String> network) {
        String offer = result(loop.call(caller.link::offer));
        String answer = result(loop.call(() -> called.link.answer(offer)));
        String rewritten = network.apply(answer);
        result(loop.call(() -> caller.link.accept(rewritten)));
        await(() -> caller.link.textOpen() && called.link.textOpen());
    }

    /** Looks for a new way, by {@code network}. */
    void restart(UnaryOperator<String> network) {
        String offer = result(loop.call(caller.link::restart));
        String answer = result(loop.call(() -> called.link.answer(offer)));
        String rewritten = network.apply(answer);
        result(loop.call(() -> caller.link.accept(rewritten)));
    }

    private <T> T result(CompletionStage<T> stage) {
        CompletableFuture<T> result = stage.toCompletableFuture();
        await(result::isDone);
        return result.join();
    }

    /** Goes on, both singing, until it is so. */
    void await(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (true) {
            loop.execute(caller::sing);
            loop.execute(called::sing);
            long now = System.nanoTime();
            loop.advance(Duration.ofNanos(now - clock));
            clock = now;
            if (condition.getAsBoolean()) {
                return;
            }
            if (now - start > PATIENCE.toNanos()) {
                throw new AssertionError(
                        "it did not come true: "
                                + caller.states
                                + " "
                                + called.states
                                + " "
                                + caller.heard
                                + " "
                                + called.heard);
            }
            loop.runUntil(new Once()::passed, PATIENCE);
        }
    }

    /** False at first, so that the loop waits a moment for news. */
    private static final class Once {

        private int asked;

        boolean passed() {
            return asked++ > 0;
        }
    }

    /** Both hear so much more of the other one's tone. */
    void awaitTones(int windows) {
        caller.heard.forget();
        called.heard.forget();
        await(() -> caller.heard.clear() >= windows && called.heard.clear() >= windows);
    }

    @Override
    public void close() {
        CompletableFuture<Void> one = caller.link.close().toCompletableFuture();
        CompletableFuture<Void> other = called.link.close().toCompletableFuture();
        loop.runUntil(() -> one.isDone() && other.isDone(), PATIENCE);
    }
}
