package io.patchbay.tck.conformance;

import io.patchbay.rtc.RtcEngine;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcPeer;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.rtc.RtcState;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The engine of this machine, broken in the way that the running test is about. */
record FaultyEngine(RtcEngine sound) implements RtcEngine {

    @Override
    public String name() {
        return sound.name();
    }

    @Override
    public Optional<String> unavailable() {
        return KitRun.broken("it_works_on_this_machine_and_has_a_name")
                ? Optional.of("broken on request")
                : sound.unavailable();
    }

    @Override
    public RtcPeer open(RtcSettings settings, RtcPeer.Listener listener) {
        return new Peer(sound.open(settings, new Ear(listener)));
    }

    private static final class Peer implements RtcPeer {

        private final RtcPeer sound;
        private boolean closed;

        Peer(RtcPeer sound) {
            this.sound = sound;
        }

        @Override
        public CompletionStage<String> offer() {
            return sound.offer()
                    .thenApply(
                            offer ->
                                    KitRun.broken("descriptions_are_whole")
                                            ? offer.substring(0, offer.indexOf("m=application"))
                                            : offer);
        }

        @Override
        public CompletionStage<String> answer(String offer) {
            return KitRun.broken("what_is_no_description_is_refused")
                    ? CompletableFuture.completedFuture(offer)
                    : sound.answer(offer);
        }

        @Override
        public CompletionStage<Void> accept(String answer) {
            return sound.accept(answer);
        }

        @Override
        public CompletionStage<String> restart() {
            return KitRun.broken("a_new_path_has_new_credentials_and_the_call_goes_on")
                    ? CompletableFuture.failedFuture(
                            new RtcException(RtcException.Kind.UNAVAILABLE, "not done here"))
                    : sound.restart();
        }

        @Override
        public void push(ByteBuffer frame) {
            if (!KitRun.broken("sound_of_every_rate_is_heard_at_both_ends")) {
                sound.push(frame);
            }
        }

        @Override
        public void sendText(ByteBuffer utf8) {
            sound.sendText(utf8);
        }

        @Override
        public long bufferedText() {
            return sound.bufferedText();
        }

        @Override
        public int maxText() {
            return sound.maxText();
        }

        @Override
        public Optional<RtcException> failure() {
            return KitRun.broken("another_key_than_the_announced_one_is_named")
                    ? Optional.empty()
                    : sound.failure();
        }

        @Override
        public void close() {
            if (closed && KitRun.broken("a_closed_peer_says_nothing_and_takes_nothing")) {
                throw new IllegalStateException("closed twice");
            }
            closed = true;
            sound.close();
        }
    }

    private static final class Ear implements RtcPeer.Listener {

        private final RtcPeer.Listener listener;
        private boolean deaf;

        Ear(RtcPeer.Listener listener) {
            this.listener = listener;
        }

        @Override
        public void onState(RtcState state) {
            listener.onState(state);
        }

        @Override
        public void onTextOpen() {
            listener.onTextOpen();
        }

        @Override
        public void onText(ByteBuffer utf8) {
            boolean cut =
                    KitRun.broken("texts_arrive_whole_and_in_order_up_to_the_longest")
                            && utf8.remaining() > 1_000;
            if (deaf || cut) {
                return;
            }
            try {
                listener.onText(utf8);
            } catch (IllegalStateException e) {
                deaf = KitRun.broken("a_listener_that_throws_harms_nobody");
            }
        }

        @Override
        public void onTextClosed() {
            if (!KitRun.broken("who_hangs_up_is_noticed_by_the_other")) {
                listener.onTextClosed();
            }
        }

        @Override
        public void onAudio(ByteBuffer frame, int sampleRate, int channels) {
            if (!KitRun.broken("silence_goes_on_while_the_far_end_sends_nothing")) {
                listener.onAudio(frame, sampleRate, channels);
            }
        }
    }
}
