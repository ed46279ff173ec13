package io.patchbay.transport.twilio.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.LegPolicy;
import io.patchbay.api.session.LegPolicy.CallerGone;
import io.patchbay.api.session.LegPolicy.ModelGone;
import io.patchbay.api.session.ReconnectPolicy;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.CallerLeg.Control;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.audio.G711;
import io.patchbay.tck.Turn;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of a call, from its first message to its last. */
class ConversationTest {

    private static final CloseReason LOST =
            new CloseReason(CloseReason.Cause.LOST, 1006, "lost on the way", null);

    /** Sound no two frames of which are alike. */
    private static byte[] words(int millis) {
        byte[] words = new byte[millis * 8];
        for (int i = 0; i < words.length; i++) {
            words[i] = (byte) (1 + (i / 160 * 31 + i) % 120);
        }
        return words;
    }

    // ---- the caller's sound

    @Test
    void the_callers_first_words_wait_for_the_router_and_for_the_model() throws Exception {
        try (Call call = Call.undecided(Call.options(), "inactivity-ms", "off")) {
            call.lines.prepare(line -> line.openByHand(true));
            Phone phone = Phone.call(call.base).byHand();
            byte[] words = words(3_000);
            phone.say(Arrays.copyOfRange(words, 0, 8_000));
            Lines.eventually("the call is offered", () -> call.offered.size() == 1);
            phone.say(Arrays.copyOfRange(words, 8_000, 16_000));
            call.decided.complete(null);
            Lines.eventually("a line is asked for", () -> call.lines.created().size() == 1);
            phone.say(Arrays.copyOfRange(words, 16_000, 24_000));
            Lines.eventually("the line connects", () -> call.line().connects().size() == 1);
            call.line().accept();
            Lines.eventually(
                    "the model hears it all", () -> call.heardByModel().length == words.length);
            assertArrayEquals(words, call.heardByModel(), "each byte, once, in order");
        }
    }

    @Test
    void a_gap_is_filled_while_the_model_is_away_as_well() throws Exception {
        try (Call call =
                Call.of(
                        Call.options()
                                .reconnect(
                                        ReconnectPolicy.builder()
                                                .attempts(3)
                                                .firstDelay(Duration.ofMillis(1))
                                                .build()),
                        "inactivity-ms",
                        "off")) {
            Phone phone = call.rings();
            phone.media("0", words(20));
            call.line().disconnect(LOST);
            phone.media("40", words(20));
            Lines.eventually("another line stands", () -> call.lines.created().size() == 2);
            phone.media("80", words(20));
            Lines.eventually(
                    "the model hears the rest", () -> call.heardByModel().length >= 4 * 160);
            byte[] heard = call.heardByModel();
            int end = heard.length;
            assertArrayEquals(words(20), Arrays.copyOfRange(heard, end - 160, end));
            for (int i = end - 320; i < end - 160; i++) {
                assertEquals((byte) 0xff, heard[i]);
            }
        }
    }

    @Test
    void a_caller_of_whom_nothing_comes_is_silent_for_the_model() throws Exception {
        try (Call call = Call.of(Call.options(), "inactivity-ms", "50")) {
            Phone phone = call.rings();
            phone.media("0", words(20));
            Lines.eventually(
                    "silence flows",
                    () -> {
                        byte[] heard = call.heardByModel();
                        return heard.length > 160 * 50 && heard[heard.length - 1] == (byte) 0xff;
                    });
            phone.hangUp();
        }
    }

    @Test
    void our_own_sound_that_comes_back_is_not_the_callers() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            phone.send(
                    "{\"event\":\"media\",\"media\":{\"track\":\"outbound\",\"timestamp\":\"0\",\"payload\":\"AAAA\"}}");
            call.settle(phone);
            assertEquals(160, call.heardByModel().length);
        }
    }

    @Test
    void sound_that_is_written_with_escapes_is_heard_all_the_same() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            byte[] loud = new byte[160];
            Arrays.fill(loud, (byte) 0xfe);
            String base64 = Base64.getEncoder().encodeToString(loud);
            phone.send(
                    "{\"event\":\"media\",\"media\":{\"payload\":\""
                            + base64.replace("/", "\\/")
                            + "\",\"nested\":{\"a\":[1]}}}");
            phone.send(
                    "{ \"streamSid\" : \"x\" ,\n\"media\" : { \"timestamp\" : 20 , \"payload\" : \""
                            + base64
                            + "\" , \"chunk\" : 3 } , \"sequenceNumber\" : 4 , \"event\" :"
                            + " \"media\" }");
            call.settle(phone);
            assertEquals(3 * 160, call.heardByModel().length);
            for (int i = 0; i < 320; i++) {
                assertEquals((byte) 0xfe, call.heardByModel()[i]);
            }
        }
    }

    // ---- formats

    private static double power(byte[] muLaw, double hertz) {
        double in = 0;
        double out = 0;
        double all = 1;
        for (int i = 0; i < muLaw.length; i++) {
            double sample = G711.MU_LAW.decode(muLaw[i]);
            in += sample * Math.cos(2 * Math.PI * hertz * i / 8_000);
            out += sample * Math.sin(2 * Math.PI * hertz * i / 8_000);
            all += sample * sample;
        }
        return 2 * (in * in + out * out) / all / muLaw.length;
    }

    private static ByteBuffer tone(int rate, int millis) {
        ByteBuffer tone =
                ByteBuffer.allocate(rate * millis / 1_000 * 2).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; tone.hasRemaining(); i++) {
            tone.putShort((short) (8_000 * Math.sin(2 * Math.PI * 440 * i / rate)));
        }
        return tone.flip();
    }

    @Test
    void a_session_that_speaks_24_khz_with_its_model_speaks_mu_law_with_the_caller()
            throws Exception {
        try (Call call =
                Call.of(Call.options().config(SessionConfig.EMPTY), "inactivity-ms", "off")) {
            Phone phone = call.rings();
            Turn answer = call.turns.spokenAnswer("one", 20);
            call.line()
                    .play(
                            answer.before(
                                    io.patchbay.api.transport.TransportEvent.TranscriptDelta
                                            .class));
            call.line()
                    .play(
                            Turn.of(
                                    new Turn.Sound(
                                            answer.responseId(),
                                            answer.itemId(),
                                            0,
                                            AudioClip.of(
                                                    AudioFormat.PCM16_24K, tone(24_000, 400)))));
            Lines.eventually("it is sent", () -> phone.waiting() >= 360);
            phone.play(360);
            double found = power(phone.heard(), 440);
            assertTrue(found > 0.9, "of the sound the tone is " + found);

            byte[] said = new byte[4_000];
            for (int i = 0; i < said.length; i++) {
                said[i] =
                        G711.MU_LAW.encode(
                                (short) (8_000 * Math.sin(2 * Math.PI * 440 * i / 8_000)));
            }
            phone.say(said);
            Lines.eventually("the model hears it", () -> call.heardByModel().length > 20_000);
            ByteBuffer heard = ByteBuffer.wrap(call.heardByModel()).order(ByteOrder.LITTLE_ENDIAN);
            int crossings = 0;
            for (int i = 2_002; i < 20_000; i += 2) {
                crossings += heard.getShort(i - 2) < 0 && heard.getShort(i) >= 0 ? 1 : 0;
            }
            assertEquals(440 * 9_000 / 24_000, crossings, 2, "440 Hz at 24 kHz");
        }
    }

    @Test
    void a_change_of_the_configuration_leaves_the_sound_as_it_is() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            call.session()
                    .updateConfig(SessionConfig.builder().speed(1.2).build())
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            phone.say(words(100));
            call.settle(phone);
            byte[] heard = call.heardByModel();
            assertArrayEquals(words(100), Arrays.copyOf(heard, 800));
            call.line().play(call.turns.spokenAnswer("one", 100));
            call.sends(phone, 100);
        }
    }

    // ---- keys, verbs

    @Test
    void keys_are_heard_in_their_order() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            for (String key : List.of("1", "#", "*", "0", "D")) {
                phone.press(key);
            }
            phone.press("x");
            phone.press("12");
            call.settle(phone);
            Lines.eventually(
                    "five keys",
                    () ->
                            call.events.stream()
                                    .filter(SessionEvent.DtmfReceived.class::isInstance)
                                    .map(event -> ((SessionEvent.DtmfReceived) event).key())
                                    .toList()
                                    .equals(List.of("1", "#", "*", "0", "D")));
        }
    }

    @Test
    void hanging_up_closes_the_line_to_the_carrier() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            call.session()
                    .control(legId(call), new Control.HangUp("goodbye"))
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            assertEquals(1_000, phone.end().code());
            Lines.eventually("the session is over", () -> call.patchbay.sessions().isEmpty());
        }
    }

    private static String legId(Call call) {
        return call.offered.get(0).id();
    }

    @Test
    void what_a_stream_cannot_do_is_refused_with_the_reason() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            for (Control verb :
                    List.of(
                            new Control.Transfer(URI.create("tel:+15550100")),
                            new Control.SendDtmf("1"),
                            new Control.Hold(true))) {
                ExecutionException refused =
                        assertThrows(
                                ExecutionException.class,
                                () ->
                                        call.session()
                                                .control(legId(call), verb)
                                                .toCompletableFuture()
                                                .get(60, TimeUnit.SECONDS));
                assertTrue(
                        refused.getCause() instanceof UnsupportedOperationException,
                        String.valueOf(refused));
                assertTrue(String.valueOf(refused.getMessage()).contains("media stream"));
            }
            assertFalse(phone.isGone(Duration.ZERO));
        }
    }

    // ---- who goes when the other goes

    @Test
    void a_stream_that_stops_ends_the_session() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            phone.stop();
            assertEquals(1_000, phone.end().code());
            Lines.eventually("the session is over", () -> call.patchbay.sessions().isEmpty());
            call.line().assertClosed();
        }
    }

    @Test
    void when_the_model_is_gone_the_caller_is_not_left_in_silence() throws Exception {
        try (Call call =
                Call.of(Call.options().reconnect(ReconnectPolicy.NEVER), "inactivity-ms", "off")) {
            Phone phone = call.rings();
            call.line().disconnect(LOST);
            phone.end();
            Lines.eventually("the session is over", () -> call.patchbay.sessions().isEmpty());
        }
    }

    @Test
    void when_the_model_is_gone_the_caller_hears_why_to_the_end_and_is_let_go() throws Exception {
        AudioClip sorry = AudioClip.of(AudioFormat.PCMU_8K, words(300));
        try (Call call =
                Call.of(
                        Call.options()
                                .reconnect(ReconnectPolicy.NEVER)
                                .legs(LegPolicy.announcing(sorry)),
                        "inactivity-ms",
                        "off")) {
            Phone phone = call.rings();
            call.line().disconnect(LOST);
            Lines.eventually("the announcement is sent", () -> phone.waiting() == 300);
            assertFalse(phone.isGone(Lines.SHORT), "nobody has heard it yet");
            Lines.eventually("its last mark", phone::markedToTheEnd);
            phone.play(300);
            assertArrayEquals(words(300), phone.heard());
            phone.end();
        }
    }

    @Test
    void a_caller_may_be_parked_when_the_model_is_gone() throws Exception {
        try (Call call =
                Call.of(
                        Call.options()
                                .reconnect(ReconnectPolicy.NEVER)
                                .legs(LegPolicy.of(CallerGone.CLOSE, ModelGone.PARK)),
                        "inactivity-ms",
                        "off")) {
            Phone phone = call.rings();
            call.line().disconnect(LOST);
            Lines.eventually("it is parked", () -> call.session().state() == SessionState.PARKED);
            call.session().play(AudioClip.of(AudioFormat.PCMU_8K, words(200)));
            call.sends(phone, 200);
            phone.hangUp();
            Lines.eventually("the session is over", () -> call.patchbay.sessions().isEmpty());
        }
    }

    @Test
    void a_model_that_does_not_come_up_ends_the_call() throws Exception {
        try (Call call =
                Call.of(Call.options().reconnect(ReconnectPolicy.NEVER), "inactivity-ms", "off")) {
            call.lines.prepare(line -> line.openByHand(true));
            Phone phone = Phone.call(call.base);
            Lines.eventually(
                    "a line is asked for",
                    () -> call.lines.created().size() == 1 && call.line().connects().size() == 1);
            call.line().disconnect(LOST);
            phone.end();
        }
    }

    @Test
    void a_session_that_is_connected_again_is_refused_and_the_sound_flows_on() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            phone.media("0", words(20));
            assertThrows(
                    RuntimeException.class,
                    () -> {
                        try {
                            call.session().connect().toCompletableFuture().join();
                        } catch (CompletionException e) {
                            throw new IllegalStateException(e);
                        }
                    });
            phone.media("60", words(20));
            Lines.eventually("the gap is filled", () -> call.heardByModel().length == 4 * 160);
        }
    }

    // ---- the far end's buffer

    @Test
    void no_more_is_sent_ahead_than_is_set_and_the_rest_follows_what_is_played() throws Exception {
        try (Call call = Call.of(Call.options(), "inactivity-ms", "off", "ahead-ms", "200")) {
            Phone phone = call.rings();
            call.line().play(call.turns.spokenAnswer("a long story", 20_000));
            Lines.eventually("it is full", () -> phone.waiting() >= 200);
            int most = 0;
            while (phone.heard().length < 4_000 * 8) {
                most = Math.max(most, phone.waiting());
                phone.play(100);
            }
            assertTrue(most < 10_000, most + " ms were ahead");
            assertTrue(
                    phone.messages.stream()
                            .filter(each -> each.path("event").asString().equals("media"))
                            .allMatch(
                                    each ->
                                            each.path("media").path("payload").asString().length()
                                                    == 216),
                    "whole frames of 160 bytes");
        }
    }

    @Test
    void a_far_end_that_returns_no_marks_is_believed_to_play_at_its_clock() throws Exception {
        try (Call call = Call.of(Call.options(), "inactivity-ms", "off", "ahead-ms", "100")) {
            Phone phone = call.rings().withoutMarks();
            call.line().play(call.turns.spokenAnswer("one", 100));
            call.sends(phone, 100);
            Lines.eventually(
                    "its end is told",
                    () ->
                            call.events.stream()
                                    .anyMatch(SessionEvent.PlaybackEnded.class::isInstance));
        }
    }

    @Test
    void marks_say_which_generation_and_frame_they_stand_behind() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            call.line().play(call.turns.spokenAnswer("one", 250));
            call.sends(phone, 260);
            List<String> marks =
                    phone.messages.stream()
                            .filter(each -> each.path("event").asString().equals("mark"))
                            .map(each -> each.path("mark").path("name").asString())
                            .toList();
            assertEquals(List.of("1-4", "1-9", "1-12"), marks, "100, 200, and 250 ms");
            assertTrue(
                    phone.messages.stream()
                            .allMatch(each -> each.path("streamSid").asString().startsWith("MZ")));
        }
    }

    @Test
    void a_stream_that_begins_again_gets_what_the_one_before_has_not_played() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            call.line().play(call.turns.spokenAnswer("one", 300));
            call.sends(phone, 300);
            call.plays(phone, 100);
            phone.start("MZagain", "CAagain", Map.of());
            Lines.eventually(
                    "the rest comes again",
                    () ->
                            phone.messages.stream()
                                            .filter(
                                                    each ->
                                                            each.path("streamSid")
                                                                            .asString()
                                                                            .equals("MZagain")
                                                                    && each.has("media"))
                                            .count()
                                    == 8);
            phone.returnMark("1-9");
            call.settle(phone);
            assertTrue(
                    call.events.stream().noneMatch(SessionEvent.PlaybackEnded.class::isInstance),
                    "marks of the stream before count for nothing");
        }
    }

    @Test
    void a_call_that_nobody_takes_is_ended() throws Exception {
        try (Call call = Call.undecided(Call.options())) {
            Phone phone = Phone.call(call.base);
            call.decided.completeExceptionally(new IllegalStateException("nobody is here"));
            assertEquals(1_000, phone.end().code());
            assertTrue(call.patchbay.sessions().isEmpty());
        }
    }
}
