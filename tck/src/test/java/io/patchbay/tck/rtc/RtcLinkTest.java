package io.patchbay.tck.rtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcException.Kind;
import io.patchbay.rtc.RtcLink;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.rtc.RtcState;
import io.patchbay.tck.VirtualLoop;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a link begins, lives through trouble, and ends. */
class RtcLinkTest {

    private final VirtualLoop loop = new VirtualLoop();
    private final ScriptedRtcEngine engine = ScriptedRtcEngine.on(loop);
    private final Heard heard = new Heard();
    private @Nullable RtcLink opened;

    private RtcLink open() {
        RtcLink link = RtcLink.open(engine, RtcSettings.defaults(), loop, heard);
        opened = link;
        return link;
    }

    private RtcLink connected() {
        RtcLink link = open();
        loop.run();
        engine.peer().connect();
        loop.run();
        heard.events.clear();
        return link;
    }

    private RtcException end() {
        assertEquals(1, heard.ends.size(), heard.events::toString);
        return heard.ends.get(0);
    }

    private static RtcException failure(CompletionStage<?> stage) {
        CompletionException e =
                assertThrows(CompletionException.class, () -> stage.toCompletableFuture().join());
        return (RtcException) Objects.requireNonNull(e.getCause());
    }

    @AfterEach
    void everything_is_released() {
        RtcLink link = Objects.requireNonNull(opened);
        CompletableFuture<Void> closed = link.close().toCompletableFuture();
        loop.run();
        assertTrue(closed.isDone());
        assertNull(closed.join());
        assertEquals(0, loop.timers());
        engine.verify();
    }

    @Test
    void an_engine_that_refuses_fails_the_first_stage_and_ends_the_link() {
        engine.fail(RtcStep.OPEN, new RtcException(Kind.UNAVAILABLE, "libX11 is missing"));
        RtcLink link = open();
        CompletionStage<String> offer = loop.call(link::offer);
        assertEquals("libX11 is missing", failure(offer).getMessage());
        assertEquals(Kind.UNAVAILABLE, end().kind());
        assertEquals("libX11 is missing", failure(loop.call(link::offer)).getMessage());
        assertEquals(RtcState.CLOSED, link.state());
    }

    @ParameterizedTest
    @EnumSource(
            value = RtcStep.class,
            names = {"OFFER", "ANSWER", "ACCEPT", "RESTART"})
    void a_step_that_fails_fails_its_stage_and_nothing_else(RtcStep step) {
        engine.fail(step, new RtcException(Kind.PATH, "scripted"));
        RtcLink link = open();
        assertEquals("scripted", failure(loop.call(() -> take(link, step))).getMessage());
        assertEquals(List.of(), heard.events);
        assertTrue(loop.call(() -> take(link, step)).toCompletableFuture().isDone());
    }

    @ParameterizedTest
    @EnumSource(
            value = RtcStep.class,
            names = {"OFFER", "ANSWER", "ACCEPT", "RESTART"})
    void a_step_that_never_ends_fails_with_the_link(RtcStep step) {
        engine.hold(step);
        RtcLink link = open();
        CompletableFuture<?> stage = loop.call(() -> take(link, step)).toCompletableFuture();
        loop.advance(Duration.ofMinutes(1));
        assertFalse(stage.isDone());
        link.close();
        loop.run();
        assertEquals(Kind.CLOSED, failure(stage).kind());
        assertEquals(List.of(), heard.events);
    }

    private static CompletionStage<?> take(RtcLink link, RtcStep step) {
        String name = ScriptedSdp.freshName();
        return switch (step) {
            case OFFER -> link.offer();
            case ANSWER -> link.answer(ScriptedSdp.of(name, "actpass"));
            case ACCEPT -> link.accept(ScriptedSdp.of(name, "active"));
            case RESTART -> link.restart();
            default -> throw new AssertionError(step);
        };
    }

    @Test
    void what_is_no_description_never_reaches_the_engine() {
        engine.fail(RtcStep.ANSWER, new RtcException(Kind.PATH, "the engine was asked"));
        engine.fail(RtcStep.ACCEPT, new RtcException(Kind.PATH, "the engine was asked"));
        RtcLink link = open();
        RtcException offer = failure(loop.call(() -> link.answer("hello")));
        assertEquals(
                "the offer is no SDP: line 1 is not a letter, '=' and a value", offer.getMessage());
        String noAudio = ScriptedSdp.of(ScriptedSdp.freshName(), "active");
        RtcException answer =
                failure(loop.call(() -> link.accept(noAudio.replace("m=audio 9", "m=audio 0"))));
        assertEquals("the answer has no audio, or refuses it", answer.getMessage());
        assertEquals(Kind.CODEC, answer.kind());
    }

    @Test
    void one_description_is_made_at_a_time() {
        engine.hold(RtcStep.OFFER);
        RtcLink link = open();
        loop.call(link::offer);
        IllegalStateException e =
                loop.call(() -> assertThrows(IllegalStateException.class, link::restart));
        assertEquals(
                "an offer or an answer is under way; wait until its stage completes",
                e.getMessage());
    }

    @Test
    void a_link_that_is_closed_at_once_asks_no_engine() {
        RtcLink link = open();
        CompletionStage<String> offer = link.offer();
        link.close();
        loop.run();
        assertEquals(List.of(), engine.peers());
        assertEquals(Kind.CLOSED, failure(offer).kind());
    }

    @Test
    void a_path_that_comes_back_within_the_grace_changes_nothing() {
        connected();
        engine.peer().state(RtcState.DISCONNECTED);
        loop.advance(Duration.ofMillis(4_990));
        engine.peer().state(RtcState.CONNECTED);
        loop.advance(Duration.ofMinutes(1));
        assertEquals(List.of("DISCONNECTED", "CONNECTED"), heard.events);
    }

    @Test
    void a_path_that_stays_away_for_longer_ends_the_link() {
        connected();
        engine.peer().state(RtcState.DISCONNECTED);
        loop.advance(Duration.ofSeconds(5));
        assertEquals(Kind.PATH, end().kind());
        assertEquals("the far end did not answer for 5000 ms", end().getMessage());
    }

    @Test
    void a_new_path_gets_the_grace_anew_and_may_fail_meanwhile() {
        RtcLink link = connected();
        engine.peer().state(RtcState.DISCONNECTED);
        loop.advance(Duration.ofMillis(4_900));
        assertTrue(loop.call(link::restart).toCompletableFuture().join().contains("a=ice-ufrag:"));
        engine.peer().state(RtcState.FAILED);
        loop.advance(Duration.ofMillis(4_900));
        engine.peer().state(RtcState.CONNECTED);
        loop.advance(Duration.ofMinutes(1));
        assertEquals(List.of("DISCONNECTED", "FAILED", "CONNECTED"), heard.events);
        engine.peer().state(RtcState.FAILED);
        loop.run();
        assertEquals(Kind.PATH, end().kind());
    }

    @Test
    void a_new_path_that_is_not_found_ends_the_link() {
        RtcLink link = connected();
        engine.peer().state(RtcState.DISCONNECTED);
        loop.run();
        loop.call(link::restart);
        engine.peer().state(RtcState.FAILED);
        loop.advance(Duration.ofSeconds(5));
        assertEquals(Kind.PATH, end().kind());
    }

    @Test
    void no_path_at_all_ends_the_link() {
        RtcLink link = open();
        loop.call(link::offer);
        engine.peer().state(RtcState.CONNECTING);
        engine.peer().state(RtcState.FAILED);
        loop.run();
        assertEquals("no way was found for packets to the far end", end().getMessage());
        assertEquals(List.of("CONNECTING", "FAILED", "ended"), heard.events);
    }

    @Test
    void keys_that_do_not_match_are_named_as_such() {
        open();
        loop.run();
        engine.peer().fail(new RtcException(Kind.SECURITY, "another fingerprint"));
        loop.run();
        assertEquals(Kind.SECURITY, end().kind());
        assertEquals("another fingerprint", end().getMessage());
    }

    @Test
    void a_far_end_that_hangs_up_ends_the_link_after_its_last_word() {
        RtcLink link = connected();
        engine.peer().hear("good bye");
        engine.peer().closeText();
        engine.peer().state(RtcState.DISCONNECTED);
        loop.run();
        assertEquals(List.of("text", "ended"), heard.events);
        assertEquals(Kind.CLOSED, end().kind());
        assertEquals("the far end hung up", end().getMessage());
        assertFalse(link.textOpen());
    }

    @Test
    void nothing_is_told_after_close() {
        RtcLink link = connected();
        engine.peer().hear("too late");
        engine.peer().state(RtcState.FAILED);
        engine.peer().closeText();
        link.close();
        loop.run();
        assertEquals(List.of(), heard.events);
        assertTrue(link.close().toCompletableFuture().isDone());
    }

    @Test
    void who_closes_when_its_stage_fails_is_not_told_of_the_end() {
        engine.fail(RtcStep.OPEN, new RtcException(Kind.UNAVAILABLE, "not here"));
        RtcLink link = open();
        link.offer().whenComplete((offer, e) -> link.close());
        loop.run();
        assertEquals(List.of(), heard.events);
    }

    @Test
    void the_microphone_is_muted_before_the_first_offer() {
        RtcLink link = RtcLink.open(engine, RtcSettings.defaults().withDevices(true), loop, heard);
        opened = link;
        engine.hold(RtcStep.OFFER);
        link.out().mute(true);
        link.offer();
        loop.run();
        assertTrue(engine.peer().isMicrophoneMuted());
        link.out().mute(false);
        loop.run();
        assertFalse(engine.peer().isMicrophoneMuted());
        IllegalStateException e =
                assertThrows(
                        IllegalStateException.class,
                        () -> link.out().offer(java.nio.ByteBuffer.allocate(480)));
        assertTrue(String.valueOf(e.getMessage()).contains("microphone"));
        engine.peer().connect();
        loop.advance(Duration.ofSeconds(1));
        assertEquals(0, engine.peer().pushedFrames());
    }
}
