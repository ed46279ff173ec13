package io.patchbay.rtc.internal.libwebrtc;

import static io.patchbay.rtc.internal.libwebrtc.HeardPeer.PATIENCE_SECONDS;
import static io.patchbay.rtc.internal.libwebrtc.HeardPeer.now;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.provider.Secret;
import io.patchbay.rtc.IceServer;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.rtc.RtcState;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can go wrong before two peers talk is told in a line, and leaves nothing behind. */
class SetUpFailuresTest {

    private static LibwebrtcEngine engine;

    @BeforeAll
    static void start() {
        engine = new LibwebrtcEngine(300_000, Duration.ofSeconds(2));
    }

    @AfterAll
    static void stop() {
        assertEquals(0, engine.count().peers());
        engine.stop();
    }

    private static HeardPeer peer() {
        return new HeardPeer(engine, RtcSettings.defaults());
    }

    private static RtcException failure(CompletionStage<?> stage) {
        CompletionException failed =
                assertThrows(
                        CompletionException.class,
                        () ->
                                stage.toCompletableFuture()
                                        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                                        .join());
        return assertInstanceOf(RtcException.class, failed.getCause());
    }

    private static String anOffer() {
        try (HeardPeer caller = peer()) {
            return now(caller.peer.offer());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "{\"sdp\":\"v=0\"}", "v=0\r\no=nonsense\r\n", "v=0"})
    void an_offer_that_is_none_is_refused(String offer) {
        try (HeardPeer called = peer()) {
            RtcException refused = failure(called.peer.answer(offer));
            assertEquals(RtcException.Kind.DESCRIPTION, refused.kind(), refused::getMessage);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "v=0\r\no=nonsense\r\n"})
    void an_answer_that_is_none_is_refused(String answer) {
        try (HeardPeer caller = peer()) {
            now(caller.peer.offer());
            RtcException refused = failure(caller.peer.accept(answer));
            assertEquals(RtcException.Kind.DESCRIPTION, refused.kind(), refused::getMessage);
        }
    }

    /** A machine with sound opens it; any other says so, and goes on without. */
    @Test
    void where_there_is_no_sound_device_it_says_what_to_do_instead() {
        try (HeardPeer speaking = new HeardPeer(engine, RtcSettings.defaults().withDevices(true))) {
            now(speaking.peer.offer());
        } catch (RtcException e) {
            assertEquals(RtcException.Kind.UNAVAILABLE, e.kind());
            assertEquals(
                    "there is no microphone or loudspeaker here that works; use --in FILE and"
                            + " --out FILE, or sound of your own",
                    e.getMessage());
        }
        assertTrue(anOffer().contains("m=audio"));
    }

    @Test
    void an_answer_without_an_offer_is_refused() {
        try (HeardPeer caller = peer();
                HeardPeer called = peer();
                HeardPeer third = peer()) {
            String answer = now(called.peer.answer(now(caller.peer.offer())));
            RtcException refused = failure(third.peer.accept(answer));
            assertEquals(RtcException.Kind.DESCRIPTION, refused.kind(), refused::getMessage);
        }
    }

    @Test
    void an_offer_with_no_codec_of_ours_is_refused_and_says_which_it_has() {
        String offer =
                anOffer()
                        .replaceAll("(?m)^m=audio .*$", "m=audio 9 UDP/TLS/RTP/SAVPF 97")
                        .replaceAll("(?m)^a=(rtpmap|fmtp|rtcp-fb):.*\r\n", "")
                        .replace("a=rtcp-mux\r\n", "a=rtcp-mux\r\na=rtpmap:97 speex/16000\r\n");
        try (HeardPeer called = peer()) {
            RtcException refused = failure(called.peer.answer(offer));
            assertEquals(RtcException.Kind.CODEC, refused.kind(), refused::getMessage);
            assertTrue(String.valueOf(refused.getMessage()).contains("speex"));
        }
    }

    @Test
    void an_answer_that_refuses_the_audio_is_refused() {
        try (HeardPeer caller = peer();
                HeardPeer called = peer()) {
            String answer = now(called.peer.answer(now(caller.peer.offer())));
            RtcException refused =
                    failure(caller.peer.accept(answer.replaceAll("m=audio \\d+", "m=audio 0")));
            assertEquals(RtcException.Kind.CODEC, refused.kind(), refused::getMessage);
        }
    }

    @Test
    void lines_that_end_in_a_newline_alone_or_not_at_all_are_understood() {
        try (HeardPeer caller = peer();
                HeardPeer called = peer()) {
            String offer = now(caller.peer.offer()).replace("\r\n", "\n").strip();
            now(caller.peer.accept(now(called.peer.answer(offer)).strip()));
            caller.awaitState(RtcState.CONNECTED);
            called.awaitState(RtcState.CONNECTED);
        }
    }

    @Test
    void a_key_that_is_not_the_announced_one_ends_it_as_a_matter_of_security() {
        try (HeardPeer caller = peer();
                HeardPeer called = peer()) {
            String answer = now(called.peer.answer(now(caller.peer.offer())));
            Matcher fingerprint = Pattern.compile("a=fingerprint:sha-256 (\\S\\S)").matcher(answer);
            assertTrue(fingerprint.find());
            String other = fingerprint.group(1).equals("00") ? "01" : "00";
            now(
                    caller.peer.accept(
                            answer.replace(fingerprint.group(), "a=fingerprint:sha-256 " + other)));
            caller.awaitState(RtcState.FAILED);
            RtcException why = caller.peer.failure().orElseThrow();
            assertEquals(RtcException.Kind.SECURITY, why.kind(), why::getMessage);
        }
    }

    @Test
    void a_relay_alone_without_any_relay_is_no_path() {
        RtcSettings settings = RtcSettings.defaults().withIce(List.of(), true);
        try (HeardPeer called = new HeardPeer(engine, settings)) {
            RtcException refused = failure(called.peer.answer(anOffer()));
            assertEquals(RtcException.Kind.PATH, refused.kind(), refused::getMessage);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stun:",
                "stun:host:0",
                "stun:host:65536",
                "stun:host?transport=udp",
                "stun:no host",
                "turn:host:port",
                "turn:[::1:3478",
                "http://host"
            })
    void an_address_that_libwebrtc_would_refuse_never_reaches_it(String url) {
        // its refusal ends the JVM
        assertThrows(
                IllegalArgumentException.class,
                () -> new IceServer(List.of(url), "me", Secret.of("s3cret")));
    }

    @Test
    void a_relay_needs_a_user_name_of_some_length_and_a_password() {
        List<String> relay = List.of("turn:192.0.2.9:3478");
        Secret password = Secret.of("s3cret");
        for (String user : Arrays.asList("", null, "x".repeat(509))) {
            assertThrows(
                    IllegalArgumentException.class, () -> new IceServer(relay, user, password));
        }
        assertThrows(IllegalArgumentException.class, () -> new IceServer(relay, "me", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stun:localhost",
                "stuns:[::1]:5349",
                "turn:-.-:65535",
                "turn:[1:]:1?transport=tcp",
                "turns:a.b:443?transport=udp",
                "turn:.:1"
            })
    void every_address_that_is_let_through_is_taken_by_libwebrtc(String url) {
        IceServer server = new IceServer(List.of(url), "u".repeat(508), Secret.of("s3cret"));
        RtcSettings settings = RtcSettings.defaults().withIce(List.of(server), false);
        try (HeardPeer peer = new HeardPeer(engine, settings)) {
            assertTrue(now(peer.peer.offer()).startsWith("v=0"));
        }
    }

    @Test
    void a_peer_can_be_closed_at_any_moment_of_its_set_up() {
        for (int moment = 0; moment < 6; moment++) {
            try (HeardPeer caller = peer();
                    HeardPeer called = peer()) {
                CompletionStage<String> offer = caller.peer.offer();
                if (moment == 0) {
                    caller.peer.close();
                    assertClosed(offer);
                    continue;
                }
                CompletionStage<String> answer = called.peer.answer(now(offer));
                if (moment == 1) {
                    called.peer.close();
                    assertClosed(answer);
                    continue;
                }
                String text = now(answer);
                if (moment == 2) {
                    caller.peer.close();
                    assertEquals(
                            RtcException.Kind.CLOSED, failure(caller.peer.accept(text)).kind());
                    continue;
                }
                CompletionStage<Void> accepted = caller.peer.accept(text);
                if (moment == 3) {
                    caller.peer.close();
                    called.peer.close();
                    continue;
                }
                now(accepted);
                if (moment == 4) {
                    called.peer.close();
                    continue;
                }
                caller.awaitState(RtcState.CONNECTED);
            }
        }
    }

    /** Done before, or closed: nothing in between, and it does not hang. */
    private static void assertClosed(CompletionStage<String> stage) {
        try {
            assertTrue(now(stage).startsWith("v=0"));
        } catch (CompletionException e) {
            RtcException why = assertInstanceOf(RtcException.class, e.getCause());
            assertEquals(RtcException.Kind.CLOSED, why.kind());
        }
    }
}
