package io.patchbay.rtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.rtc.RtcException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Descriptions that were recorded from real peers, whole and damaged. */
class SessionDescriptionTest {

    private static final List<String> OFFERS =
            List.of("chromium-offer", "wrtc-offer", "werift-offer");

    private static String recorded(String name) {
        try (InputStream in =
                Objects.requireNonNull(
                        SessionDescriptionTest.class.getResourceAsStream(name + ".sdp"), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String chromium() {
        return recorded("chromium-offer");
    }

    private static RtcException refused(String offer) {
        return assertThrows(RtcException.class, () -> SessionDescription.offer(offer));
    }

    private static void assertRefused(Kind kind, String message, String offer) {
        RtcException e = refused(offer);
        assertEquals(message, e.getMessage());
        assertEquals(kind, e.kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"chromium-offer", "wrtc-offer", "werift-offer"})
    void offers_of_real_peers_are_taken_as_they_are(String name) {
        SessionDescription offer = SessionDescription.offer(recorded(name));
        assertEquals(recorded(name), offer.sdp());
        assertTrue(offer.hasText());
        assertEquals("opus", offer.audioCodecs().get(0));
        assertTrue(offer.sendsAudio());
        assertTrue(offer.hearsAudio());
        assertEquals(SessionDescription.Role.OFFER, offer.role());
    }

    @ParameterizedTest
    @CsvSource({"wrtc-answer, true", "werift-answer, false"})
    void answers_of_real_peers_are_taken_as_they_are(String name, boolean sends) {
        SessionDescription answer = SessionDescription.answer(recorded(name));
        assertTrue(answer.hasText());
        assertTrue(answer.hearsAudio());
        assertEquals(sends, answer.sendsAudio());
    }

    @Test
    void a_lost_last_line_end_is_given_back() {
        assertEquals(chromium(), SessionDescription.offer(chromium().strip()).sdp());
    }

    @Test
    void keys_and_credentials_may_stand_once_for_all() {
        String print =
                chromium().lines().filter(l -> l.startsWith("a=fingerprint")).findFirst().get();
        String common =
                chromium()
                        .replace(print + "\r\n", "")
                        .replace("t=0 0\r\n", "t=0 0\r\n" + print + "\r\n")
                        .replace("\r\n", "\n");
        assertTrue(SessionDescription.offer(common).hasText());
    }

    @Test
    void a_description_without_a_data_channel_is_one_too() {
        String audioOnly = chromium().substring(0, chromium().indexOf("m=application"));
        assertFalse(SessionDescription.offer(audioOnly).hasText());
    }

    @Test
    void what_is_missing_is_named() {
        assertRefused(
                Kind.DESCRIPTION, "the offer is empty, where a session description should be", "");
        assertRefused(
                Kind.DESCRIPTION,
                "the offer is no SDP: line 1 is not a letter, '=' and a value",
                "{\"sdp\":\"v=0\"}");
        assertRefused(
                Kind.DESCRIPTION,
                "the offer is no whole SDP: there is no line s=",
                chromium().replace("s=-\r\n", ""));
        assertRefused(
                Kind.DESCRIPTION,
                "the offer has no audio; add an audio track, sendrecv",
                chromium().replace("m=audio 9", "m=audio 0"));
        assertRefused(
                Kind.DESCRIPTION,
                "the offer has no a=fingerprint for its audio",
                chromium().replaceFirst("a=fingerprint.*\r\n", ""));
        assertRefused(
                Kind.DESCRIPTION,
                "the offer has an a=fingerprint that is none for its audio",
                chromium().replaceFirst("sha-256 ..", "sha-256 zz"));
        assertRefused(
                Kind.DESCRIPTION,
                "the offer has no a=ice-pwd for its audio",
                chromium().replaceAll("a=ice-pwd.*\r\n", ""));
        assertRefused(
                Kind.DESCRIPTION,
                "the offer does not say a=setup for its audio",
                chromium().replaceAll("a=setup.*\r\n", ""));
        assertRefused(
                Kind.DESCRIPTION,
                "the offer does not bundle audio and data channel: a=group:BUNDLE must name the"
                        + " a=mid of both",
                chromium().replace("a=group:BUNDLE 0 1\r\n", ""));
        assertRefused(
                Kind.DESCRIPTION,
                "the offer has audio that is inactive; make it sendrecv",
                chromium().replace("a=sendrecv", "a=inactive"));
        assertRefused(
                Kind.DESCRIPTION,
                "the offer wants its audio in another way than WebRTC: UDP/TLS/RTP/SAVPF is"
                        + " spoken",
                chromium().replace("UDP/TLS/RTP/SAVPF", "RTP/AVP"));
    }

    @Test
    void more_than_one_conversation_is_refused() {
        String audio =
                chromium()
                        .substring(
                                chromium().indexOf("m=audio"), chromium().indexOf("m=application"));
        assertRefused(
                Kind.DESCRIPTION,
                "the offer has more than one audio track; send one",
                chromium() + audio);
        assertRefused(
                Kind.DESCRIPTION,
                "the offer wants more than audio and a data channel; leave video out",
                chromium() + audio.replace("m=audio", "m=video"));
        assertTrue(
                SessionDescription.offer(chromium() + audio.replace("m=audio 9", "m=video 0"))
                        .hasText());
    }

    @Test
    void without_a_common_codec_those_that_were_named_are_named() {
        String foreign =
                chromium()
                        .replace("opus/48000/2", "speex/32000")
                        .replace("SAVPF 111 63 9 0 8 13 110 126", "SAVPF 111 13");
        assertRefused(
                Kind.CODEC,
                "the offer has no audio codec that is spoken here; it names cn, speex; opus,"
                        + " G.722 and G.711 (PCMU, PCMA) are spoken",
                foreign);
    }

    @Test
    void an_answer_that_refuses_the_audio_says_so() {
        RtcException e =
                assertThrows(
                        RtcException.class,
                        () ->
                                SessionDescription.answer(
                                        recorded("wrtc-answer")
                                                .replace("m=audio 40250", "m=audio 0")));
        assertEquals("the answer has no audio, or refuses it", e.getMessage());
        assertEquals(Kind.CODEC, e.kind());
    }

    @Test
    void an_offer_is_no_answer() {
        RtcException e =
                assertThrows(RtcException.class, () -> SessionDescription.answer(chromium()));
        assertEquals(
                "the answer must say a=setup:active or a=setup:passive, not actpass",
                e.getMessage());
    }

    @Test
    void what_is_too_long_is_not_read() {
        String padding = ("a=x:" + "y".repeat(1_000) + "\r\n").repeat(70);
        assertEquals(
                "the session description is longer than 65536 bytes",
                refused(chromium() + padding).getMessage());
        ByteBuffer body = ByteBuffer.allocate(65_537);
        assertThrows(RtcException.class, () -> SessionDescription.decode(body));
        assertEquals(
                "the offer has more lines, or longer ones, than a call needs",
                refused(chromium() + "a=x:" + "y".repeat(9_000)).getMessage());
        assertEquals(
                "the offer has more lines, or longer ones, than a call needs",
                refused(chromium() + "a=x\r\n".repeat(2_000)).getMessage());
    }

    @Test
    void a_body_that_is_no_text_is_refused() {
        ByteBuffer body = ByteBuffer.wrap(new byte[] {'v', '=', (byte) 0xC3, 0x28});
        assertEquals(
                "the session description is not UTF-8",
                assertThrows(RtcException.class, () -> SessionDescription.decode(body))
                        .getMessage());
        assertEquals(0, body.position());
        ByteBuffer whole = ByteBuffer.wrap(chromium().getBytes(StandardCharsets.UTF_8));
        assertEquals(chromium(), SessionDescription.decode(whole));
    }

    @Test
    void nothing_of_what_came_shows_in_failures_or_logs() {
        String offer = chromium();
        assertEquals(
                "OFFER [opus, red, g722, pcmu, pcma, cn, telephone-event]",
                SessionDescription.offer(offer).toString());
        String evil = "<script>alert(1)</script>";
        for (String target : List.of("a=ice-ufrag:", "a=fingerprint:", "a=setup:", "m=", "o=")) {
            String damaged = offer.replaceFirst(target, target + evil);
            try {
                SessionDescription.offer(damaged);
            } catch (RtcException e) {
                assertFalse(String.valueOf(e.getMessage()).contains("script"), e.getMessage());
            }
        }
    }

    @Test
    void damaged_descriptions_are_refused_or_taken_and_nothing_else() {
        Random random = new Random(20261122);
        List<String> sources = new ArrayList<>();
        OFFERS.forEach(name -> sources.add(recorded(name)));
        sources.add(recorded("wrtc-answer"));
        int refused = 0;
        for (int i = 0; i < 30_000; i++) {
            String damaged = damaged(sources.get(i % sources.size()), random);
            try {
                SessionDescription read =
                        i % 2 == 0
                                ? SessionDescription.offer(damaged)
                                : SessionDescription.answer(damaged);
                assertFalse(read.audioCodecs().isEmpty());
            } catch (RtcException e) {
                assertTrue(e.kind() == Kind.DESCRIPTION || e.kind() == Kind.CODEC);
                assertTrue(String.valueOf(e.getMessage()).length() < 400, e.getMessage());
                refused++;
            }
        }
        assertTrue(refused > 10_000 && refused < 30_000, refused + " refused");
    }

    private static String damaged(String sdp, Random random) {
        StringBuilder out = new StringBuilder(sdp);
        int wounds = 1 + random.nextInt(4);
        for (int i = 0; i < wounds && out.length() > 0; i++) {
            int at = random.nextInt(out.length());
            int to = Math.min(out.length(), at + 1 + random.nextInt(40));
            switch (random.nextInt(6)) {
                case 0 -> out.setCharAt(at, (char) random.nextInt(0x3000));
                case 1 -> out.delete(at, to);
                case 2 -> out.insert(at, out.substring(at, to));
                case 3 -> out.setLength(at);
                case 4 -> out.insert(at, random.nextBoolean() ? "\r\n" : "99999999999999999999");
                default -> removeLine(out, at);
            }
        }
        return out.toString();
    }

    private static void removeLine(StringBuilder out, int at) {
        int from = out.lastIndexOf("\n", at) + 1;
        int end = out.indexOf("\n", at);
        out.delete(from, end < 0 ? out.length() : end + 1);
    }
}
