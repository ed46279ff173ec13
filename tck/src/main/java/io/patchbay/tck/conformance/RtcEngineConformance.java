package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;

import io.patchbay.rtc.RtcEngine;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcPeer;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.rtc.RtcState;
import io.patchbay.rtc.SessionDescription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Whether an {@link RtcEngine} and its peers keep their contract: two peers of it talk to each
 * other on this machine. Sound is judged by what is heard, not by when.
 */
@Contract({RtcPeer.class, RtcEngine.class})
@ExtendWith(WhereItStands.class)
public abstract class RtcEngineConformance {

    private static final int CALLER_TONE = 440;
    private static final int CALLED_TONE = 1_000;
    private static final int WINDOWS = 4;
    private static final long FRAME_NANOS = 10_000_000;

    /** For those who extend it. */
    protected RtcEngineConformance() {}

    /** The engine; the same for all tests, or a new one for each. */
    protected abstract RtcEngine engine();

    /** How long the kit waits for what should happen; default: a minute. */
    protected Duration patience() {
        return Duration.ofMinutes(1);
    }

    private KitPeer caller(RtcSettings settings) {
        return new KitPeer(engine(), settings, CALLED_TONE);
    }

    private KitPeer called(RtcSettings settings) {
        return new KitPeer(engine(), settings, CALLER_TONE);
    }

    private Patience waiting() {
        return new Patience(patience());
    }

    private String now(CompletionStage<String> stage, String what) {
        return String.valueOf(ended(stage, what).value());
    }

    private <T> Patience.Outcome<T> ended(CompletionStage<T> stage, String what) {
        Patience.Outcome<T> outcome = waiting().outcome(stage);
        if (!outcome.ended() || outcome.failure() != null) {
            throw Finding.of(
                    what + " is made of what a peer of the same engine has made",
                    outcome.toString(),
                    "complete the stage",
                    outcome.failure());
        }
        return outcome;
    }

    private void connect(KitPeer caller, KitPeer called) {
        String offer = now(caller.peer.offer(), "an offer");
        String answer = now(called.peer.answer(offer), "an answer");
        ended(caller.peer.accept(answer), "a connection");
        for (KitPeer each : List.of(caller, called)) {
            require(
                    waiting()
                            .until(
                                    () ->
                                            each.hasBeen(RtcState.CONNECTED)
                                                    && each.textOpened() == 1),
                    "both peers are CONNECTED, and told once that the text channel stands",
                    () -> each.states() + ", channel opened " + each.textOpened() + " times",
                    "say onState and onTextOpen on both sides, the answering one too");
        }
    }

    // ---- setting up

    @Test
    void it_works_on_this_machine_and_has_a_name() {
        require(
                engine().unavailable().isEmpty(),
                "an engine that passes works here",
                () -> engine().unavailable().orElse(""),
                "run the kit where the engine can work");
        String name = engine().name();
        require(
                name.matches("[a-z0-9.-]+"),
                "an engine has a name in lower case",
                () -> Finding.brief(name),
                "choose one word");
    }

    @Test
    void descriptions_are_whole() {
        try (KitPeer caller = caller(RtcSettings.defaults());
                KitPeer called = called(RtcSettings.defaults())) {
            String offer = now(caller.peer.offer(), "an offer");
            requireWhole(() -> SessionDescription.offer(offer), offer);
            String answer = now(called.peer.answer(offer), "an answer");
            requireWhole(() -> SessionDescription.answer(answer), answer);
            require(
                    answer.contains("a=candidate:"),
                    "an answer has a candidate at least: the offer need not have any",
                    () -> "none",
                    "wait for the first candidate, not for all");
        }
    }

    private static void requireWhole(
            java.util.function.Supplier<SessionDescription> check, String sdp) {
        try {
            require(
                    check.get().hasText() && sdp.endsWith("\n"),
                    "a description has audio and the text channel, and ends with a line end",
                    () -> "one without",
                    "make both before describing, and keep the last line end");
        } catch (RtcException e) {
            throw Finding.of(
                    "a description is one that SessionDescription takes",
                    Finding.shown(e),
                    "add what is missing",
                    e);
        }
    }

    @Test
    void what_is_no_description_is_refused() {
        try (KitPeer called = called(RtcSettings.defaults());
                KitPeer caller = caller(RtcSettings.defaults())) {
            requireRefused(called.peer.answer("hello\r\n"), RtcException.Kind.DESCRIPTION);
            String offer = now(caller.peer.offer(), "an offer");
            String foreign =
                    offer.replaceAll("(m=audio \\d+ \\S+) [\\d ]+", "$1 111")
                            .replaceAll("(?m)^a=(rtpmap|fmtp|rtcp-fb):(?!111 ).*\r\n", "")
                            .replaceAll("(?i)opus/48000/2", "speex/32000");
            try (KitPeer other = called(RtcSettings.defaults())) {
                requireRefused(other.peer.answer(foreign), RtcException.Kind.CODEC);
            }
        }
    }

    private void requireRefused(CompletionStage<String> answer, RtcException.Kind kind) {
        Patience.Outcome<String> outcome = waiting().outcome(answer);
        require(
                outcome.failure() instanceof RtcException e && e.kind() == kind,
                "what cannot be answered fails the stage, with the kind " + kind,
                outcome::toString,
                "fail the stage with an RtcException");
    }

    // ---- text and sound

    @Test
    void texts_arrive_whole_and_in_order_up_to_the_longest() {
        try (KitPeer caller = caller(RtcSettings.defaults());
                KitPeer called = called(RtcSettings.defaults())) {
            connect(caller, called);
            String longest = "ä".repeat(Math.min(caller.peer.maxText(), 262_144) / 2);
            List<String> texts = List.of("one", longest, "", "four");
            texts.forEach(caller::say);
            texts.forEach(called::say);
            for (KitPeer each : List.of(caller, called)) {
                require(
                        waiting().until(() -> each.texts().size() >= texts.size())
                                && each.texts().equals(texts),
                        "texts arrive whole and in order: empty ones, and as long as maxText",
                        () -> each.texts().stream().map(Finding::brief).toList().toString(),
                        "look at fragments, and at what an empty message is on the wire");
            }
            require(
                    waiting().until(() -> caller.peer.bufferedText() == 0),
                    "bufferedText is what has not left yet, 0 in the end",
                    () -> caller.peer.bufferedText() + " bytes",
                    "count down as bytes leave");
        }
    }

    @Test
    void sound_of_every_rate_is_heard_at_both_ends() {
        for (int rate : List.of(8_000, 16_000, 24_000, 48_000)) {
            RtcSettings settings = RtcSettings.defaults().withSendRate(rate);
            try (KitPeer caller = caller(settings);
                    KitPeer called = called(settings)) {
                connect(caller, called);
                boolean heard = sing(caller, called);
                require(
                        heard,
                        "a tone that one peer pushes at " + rate + " Hz is heard by the other",
                        () ->
                                "clear windows: "
                                        + caller.clearWindows()
                                        + " and "
                                        + called.clearWindows()
                                        + " of "
                                        + WINDOWS,
                        "check byte order, rate and frame length on both sides");
                require(
                        caller.oddFrames().isEmpty(),
                        "received sound comes in frames of 10 ms",
                        () -> caller.oddFrames().get(0),
                        "collect 10 ms before onAudio");
            }
        }
    }

    /** Both sing, 10 ms every 10 ms, until both have heard enough. */
    private boolean sing(KitPeer caller, KitPeer called) {
        long start = System.nanoTime();
        long due = start;
        while (caller.clearWindows() < WINDOWS || called.clearWindows() < WINDOWS) {
            if (System.nanoTime() - start > patience().toNanos()) {
                return false;
            }
            caller.sing(CALLER_TONE);
            called.sing(CALLED_TONE);
            due += FRAME_NANOS;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
        }
        return true;
    }

    @Test
    void silence_goes_on_while_the_far_end_sends_nothing() {
        try (KitPeer caller = caller(RtcSettings.defaults());
                KitPeer called = called(RtcSettings.defaults())) {
            connect(caller, called);
            require(
                    waiting().until(() -> caller.silentFrames() > 20),
                    "frames of silence come while the far end sends nothing",
                    () -> caller.frames() + " frames, " + caller.silentFrames() + " silent",
                    "tick from the connection on, not from the first packet on");
        }
    }

    // ---- trouble

    @Test
    void a_new_path_has_new_credentials_and_the_call_goes_on() {
        try (KitPeer caller = caller(RtcSettings.defaults());
                KitPeer called = called(RtcSettings.defaults())) {
            connect(caller, called);
            Patience.Outcome<String> restart = waiting().outcome(caller.peer.restart());
            String offer = String.valueOf(restart.value());
            require(
                    restart.value() != null && offer.contains("a=ice-ufrag:"),
                    "restart makes an offer",
                    restart::toString,
                    "offer again, with an ICE restart");
            String answer = now(called.peer.answer(offer), "an answer");
            ended(caller.peer.accept(answer), "a new path");
            caller.say("still here");
            require(
                    waiting().until(() -> called.texts().contains("still here"))
                            && sing(caller, called),
                    "sound and text go on over the new path",
                    () -> "texts " + called.texts() + ", " + called.states(),
                    "keep keys and channels over an ICE restart");
        }
    }

    @Test
    void another_key_than_the_announced_one_is_named() {
        try (KitPeer caller = caller(RtcSettings.defaults());
                KitPeer called = called(RtcSettings.defaults())) {
            String offer = now(caller.peer.offer(), "an offer");
            String answer = now(called.peer.answer(offer), "an answer");
            String forged = answer.replaceAll("(a=fingerprint:sha-256) .*", "$1 " + print());
            ended(caller.peer.accept(forged), "a connection");
            boolean failed = waiting().until(() -> caller.hasBeen(RtcState.FAILED));
            require(
                    failed
                            && !caller.hasBeen(RtcState.CONNECTED)
                            && caller.peer
                                    .failure()
                                    .filter(why -> why.kind() == RtcException.Kind.SECURITY)
                                    .isPresent(),
                    "a key that does not match the fingerprint is a FAILED, and SECURITY is why",
                    () -> caller.states() + " " + caller.peer.failure(),
                    "compare the certificate's digest before anything is CONNECTED");
        }
    }

    private static String print() {
        return String.join(":", Stream.generate(() -> "AB").limit(32).toList());
    }

    @Test
    void a_listener_that_throws_harms_nobody() {
        try (KitPeer caller = caller(RtcSettings.defaults());
                KitPeer called = called(RtcSettings.defaults())) {
            connect(caller, called);
            called.throwFromNowOn();
            caller.say("one");
            caller.say("two");
            require(
                    waiting().until(() -> called.texts().equals(List.of("one", "two"))),
                    "what a listener throws is caught, and it is told the next thing",
                    () -> "heard " + called.texts(),
                    "catch Throwable around every callback");
        }
    }

    // ---- ending

    @Test
    void who_hangs_up_is_noticed_by_the_other() {
        try (KitPeer caller = caller(RtcSettings.defaults());
                KitPeer called = called(RtcSettings.defaults())) {
            connect(caller, called);
            caller.peer.close();
            require(
                    waiting().until(() -> called.textClosed() == 1),
                    "a far end that hangs up closes the text channel, told once",
                    () -> called.textClosed() + " times, " + called.states(),
                    "say onTextClosed when the channel, or the connection, is closed over there");
        }
    }

    @Test
    void a_closed_peer_says_nothing_and_takes_nothing() {
        try (KitPeer caller = caller(RtcSettings.defaults());
                KitPeer called = called(RtcSettings.defaults())) {
            connect(caller, called);
            CompletionStage<String> underWay = caller.peer.restart();
            try {
                caller.peer.close();
                caller.peer.close();
            } catch (RuntimeException e) {
                throw Finding.of(
                        "close may be called again", Finding.shown(e), "do nothing then", e);
            }
            int news = caller.news();
            require(
                    waiting().outcome(underWay).ended(),
                    "close ends what was under way, one way or the other",
                    () -> "a stage that never ends",
                    "fail the stages that are open");
            requireClosed(caller);
            // whoever is still told something is told within the far end's reaction to it
            require(
                    waiting().until(() -> called.textClosed() == 1) && caller.news() == news,
                    "nothing is said after close has returned",
                    () -> caller.news() - news + " callbacks",
                    "take the listener away first");
        }
    }

    private static void requireClosed(KitPeer closed) {
        try {
            closed.say("from beyond");
        } catch (RtcException e) {
            require(
                    e.kind() == RtcException.Kind.CLOSED,
                    "a closed peer takes no text, and says CLOSED",
                    () -> Finding.shown(e),
                    "throw an RtcException of the kind CLOSED");
            return;
        }
        throw Finding.of(
                "a closed peer takes no text, and says CLOSED",
                "it took one",
                "throw an RtcException of the kind CLOSED",
                null);
    }
}
