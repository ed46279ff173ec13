package io.patchbay.sip.internal.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.sip.SipSettings.Srtp;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Offers and answers of RFC 3264. */
@NullUnmarked
class OfferAnswerTest {

    private static final String KEY =
            "1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private static OfferAnswer side(Srtp srtp, Codec... codecs) throws Exception {
        return new OfferAnswer(
                new SoundText(InetAddress.getByName("192.0.2.7"), 4_000, 4_001),
                List.of(codecs),
                srtp);
    }

    private static OfferAnswer side() throws Exception {
        return side(Srtp.OFF, Codec.PCMU, Codec.PCMA, Codec.G722);
    }

    private static String description(String sections) {
        return "v=0\r\no=- 5 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"
                + sections.replace("\n", "\r\n");
    }

    private static int status(OfferAnswer side, String offer) {
        return assertThrows(MediaException.class, () -> side.answer(offer)).status();
    }

    private static SessionDescription.Media sound(String text) throws Exception {
        return SdpReader.read(text).media().get(0);
    }

    private static String version(String text) throws Exception {
        return SdpReader.read(text).origin().version();
    }

    @ParameterizedTest
    @CsvSource({
        "0, PCMU",
        "8, PCMA",
        "9, G722",
        "8 0, PCMU",
        "18 9 8, PCMA",
        "3 9, G722",
        "101 8, PCMA"
    })
    void our_first_codec_that_they_have_is_spoken(String formats, Codec codec) throws Exception {
        Agreement agreed =
                side().answer(
                                description(
                                        "m=audio 6000 RTP/AVP "
                                                + formats
                                                + "\na=rtpmap:101 telephone-event/8000\n"))
                        .agreement();
        assertEquals(codec, agreed.codec());
        assertEquals(codec.type(), agreed.sendType());
        assertEquals("/192.0.2.9:6000", agreed.far().toString());
        assertEquals("/192.0.2.9:6001", agreed.farControl().toString());
    }

    @Test
    void the_answer_names_one_codec_and_keys_with_the_numbers_of_the_offer() throws Exception {
        OfferAnswer.Answered answered =
                side().answer(
                                description(
                                        """
                                        m=audio 6000 RTP/AVP 97 98 99 13
                                        a=rtpmap:97 iLBC/8000
                                        a=rtpmap:98 PCMU/8000
                                        a=rtpmap:99 telephone-event/8000
                                        """));
        SessionDescription.Media sound = sound(answered.text());
        assertEquals(List.of("98", "99"), sound.formats());
        assertEquals(98, answered.agreement().sendType());
        assertEquals(99, answered.agreement().keys().type());
        assertEquals(Codec.PCMU, answered.agreement().receiveTypes().get(98));
        assertEquals(8_000, answered.agreement().keyReceiveTypes().get(99));
        assertEquals(4_000, sound.port());
    }

    @Test
    void other_sections_are_refused_in_their_place() throws Exception {
        String answer =
                side().answer(
                                description(
                                        """
                                        m=video 7000 RTP/AVP 31 32
                                        m=audio 0 RTP/AVP 0
                                        m=audio 6000 UDP/TLS/RTP/SAVPF 0
                                        m=audio 6002 RTP/AVP 0
                                        m=application 9 UDP/DTLS/SCTP webrtc-datachannel
                                        """))
                        .text();
        List<SessionDescription.Media> sections = SdpReader.read(answer).media();
        assertEquals(5, sections.size());
        assertEquals("video", sections.get(0).kind());
        assertEquals(List.of("31", "32"), sections.get(0).formats());
        for (int i : new int[] {0, 1, 2, 4}) {
            assertEquals(0, sections.get(i).port());
        }
        assertEquals("UDP/TLS/RTP/SAVPF", sections.get(2).protocol());
        assertEquals(4_000, sections.get(3).port());
    }

    @Test
    void our_next_offer_keeps_all_sections() throws Exception {
        OfferAnswer side = side();
        side.answer(description("m=video 7000 RTP/AVP 31\nm=audio 6002 RTP/AVP 0\n"));
        List<SessionDescription.Media> sections = SdpReader.read(side.offer(false)).media();
        assertEquals(2, sections.size());
        assertEquals(0, sections.get(0).port());
        assertEquals("audio", sections.get(1).kind());
        Agreement agreed =
                side.accept(description("m=video 0 RTP/AVP 31\nm=audio 6004 RTP/AVP 0\n"));
        assertEquals(6_004, agreed.far().getPort());
    }

    @ParameterizedTest
    @CsvSource({
        "m=video 6000 RTP/AVP 0",
        "m=audio 0 RTP/AVP 0",
        "m=audio 6000 RTP/AVP 18",
        "m=audio 6000 RTP/AVP 101",
        "m=audio 6000 RTP/SAVP 0",
        "m=audio 6000 UDP/TLS/RTP/SAVPF 0",
        "m=audio 6000 TCP/RTP/AVP 0",
        "m=audio 65536 RTP/AVP 0",
        "m=audio 6000 udptl t38"
    })
    void what_cannot_be_met_is_a_488(String section) throws Exception {
        assertEquals(488, status(side(), description(section + "\n")));
    }

    @Test
    void a_description_without_sound_or_of_the_other_family_is_a_488() throws Exception {
        assertEquals(488, status(side(), description("")));
        assertEquals(
                488, status(side(), description("m=audio 6000 RTP/AVP 0\nc=IN IP6 2001:db8::1\n")));
        OfferAnswer six =
                new OfferAnswer(
                        new SoundText(InetAddress.getByName("2001:db8::7"), 4_000, 4_001),
                        List.of(Codec.PCMU),
                        Srtp.OFF);
        String answer =
                six.answer(description("m=audio 6000 RTP/AVP 0\nc=IN IP6 2001:db8::1\n")).text();
        assertTrue(answer.contains("c=IN IP6 2001:db8:0:0:0:0:0:7\r\n"), answer);
        assertEquals(488, status(six, description("m=audio 6000 RTP/AVP 0\n")));
    }

    @ParameterizedTest
    @CsvSource({
        "sendrecv, sendrecv, false",
        "sendonly, recvonly, true",
        "recvonly, sendonly, false",
        "inactive, inactive, true"
    })
    void hold_is_answered_as_it_was_asked(String theirs, String ours, boolean held)
            throws Exception {
        OfferAnswer.Answered answered =
                side().answer(description("m=audio 6000 RTP/AVP 0\na=" + theirs + "\n"));
        assertNotNull(sound(answered.text()).attribute(ours));
        assertEquals(held, answered.agreement().farHolds());
        assertEquals(ours, answered.agreement().direction().attribute());
    }

    @Test
    void no_address_is_hold_as_well() throws Exception {
        OfferAnswer side = side();
        OfferAnswer.Answered answered =
                side.answer(description("m=audio 6000 RTP/AVP 0\nc=IN IP4 0.0.0.0\n"));
        assertTrue(answered.agreement().farHolds());
        assertNull(answered.agreement().far());
        assertNotNull(sound(answered.text()).attribute("recvonly"));
        answered = side.answer(description("m=audio 6000 RTP/AVP 0\n"));
        assertFalse(answered.agreement().farHolds());
        assertNotNull(sound(answered.text()).attribute("sendrecv"));
    }

    @Test
    void our_hold_stays_through_their_refresh() throws Exception {
        OfferAnswer side = side();
        side.answer(description("m=audio 6000 RTP/AVP 0\n"));
        assertNotNull(sound(side.offer(true)).attribute("sendonly"));
        Agreement agreed = side.accept(description("m=audio 6000 RTP/AVP 0\na=recvonly\n"));
        assertEquals(Direction.SENDONLY, agreed.direction());
        assertFalse(agreed.farHolds());
        OfferAnswer.Answered refreshed = side.answer(description("m=audio 6000 RTP/AVP 0\n"));
        assertNotNull(sound(refreshed.text()).attribute("sendonly"));
        side.offer(false);
        assertEquals(
                Direction.SENDRECV,
                side.accept(description("m=audio 6000 RTP/AVP 0\n")).direction());
    }

    @Test
    void both_may_hold() throws Exception {
        OfferAnswer side = side();
        side.answer(description("m=audio 6000 RTP/AVP 0\na=sendonly\n"));
        assertNotNull(sound(side.offer(true)).attribute("inactive"));
        Agreement agreed = side.accept(description("m=audio 6000 RTP/AVP 0\na=inactive\n"));
        assertEquals(Direction.INACTIVE, agreed.direction());
        assertTrue(agreed.farHolds());
    }

    @Test
    void an_offer_taken_back_changes_nothing() throws Exception {
        OfferAnswer side = side();
        side.answer(description("m=audio 6000 RTP/AVP 0\n"));
        side.offer(true);
        side.reject();
        assertFalse(side.hold());
        assertThrows(
                IllegalStateException.class,
                () -> side.accept(description("m=audio 6000 RTP/AVP 0\n")));
        assertNotNull(
                sound(side.answer(description("m=audio 6000 RTP/AVP 0\n")).text())
                        .attribute("sendrecv"));
    }

    @Test
    void a_failed_offer_of_theirs_changes_nothing() throws Exception {
        OfferAnswer side = side();
        side.answer(description("m=audio 6000 RTP/AVP 0\na=sendonly\n"));
        String before = side.offer(false);
        assertEquals(488, status(side, description("m=audio 6000 RTP/AVP 18\n")));
        assertEquals(before, side.offer(false));
    }

    @Test
    void the_version_counts_changes_alone() throws Exception {
        OfferAnswer side = side();
        String first = side.answer(description("m=audio 6000 RTP/AVP 0\n")).text();
        String again = side.answer(description("m=audio 6002 RTP/AVP 0\n")).text();
        String held = side.answer(description("m=audio 6002 RTP/AVP 0\na=sendonly\n")).text();
        assertEquals(first, again);
        assertEquals("1", version(first));
        assertEquals("2", version(held));
        assertEquals(SdpReader.read(first).origin().id(), SdpReader.read(held).origin().id());
        assertTrue(held.startsWith("v=0\r\no=- "), held);
    }

    @Test
    void a_new_offer_changes_codec_address_and_port() throws Exception {
        OfferAnswer side = side();
        side.answer(description("m=audio 6000 RTP/AVP 0 8\n"));
        Agreement agreed =
                side.answer(
                                description(
                                        "m=audio 7000 RTP/AVP 9 8\nc=IN IP4 198.51.100.4\n"
                                                + "a=ptime:40\n"))
                        .agreement();
        assertEquals(Codec.PCMA, agreed.codec());
        assertEquals("/198.51.100.4:7000", agreed.far().toString());
        assertEquals(40, agreed.packetMillis());
    }

    @Test
    void our_offer_has_all_codecs_and_keys_and_takes_their_first_choice_of_ours() throws Exception {
        OfferAnswer side = side();
        String offer = side.offer(false);
        assertEquals(List.of("0", "8", "9", "101"), sound(offer).formats());
        assertTrue(offer.contains("a=rtpmap:9 G722/8000\r\n"), offer);
        assertTrue(offer.contains("a=rtpmap:101 telephone-event/8000\r\n"), offer);
        assertTrue(offer.contains("a=ptime:20\r\n"), offer);
        Agreement agreed =
                side.accept(
                        description(
                                """
                                m=audio 6000 RTP/AVP 9 96
                                a=rtpmap:96 telephone-event/8000
                                """));
        assertEquals(Codec.G722, agreed.codec());
        assertEquals(96, agreed.keys().type(), "what they gave");
        assertTrue(agreed.keyReceiveTypes().containsKey(101), "what we gave");
        assertEquals(Codec.PCMU, agreed.receiveTypes().get(0));
    }

    @ParameterizedTest
    @CsvSource({"m=audio 0 RTP/AVP 0", "m=audio 6000 RTP/AVP 18", "m=video 6000 RTP/AVP 31"})
    void an_answer_that_refuses_is_a_488(String section) throws Exception {
        OfferAnswer side = side();
        side.offer(false);
        MediaException e =
                assertThrows(MediaException.class, () -> side.accept(description(section + "\n")));
        assertEquals(488, e.status());
    }

    @Test
    void rtcp_shares_the_port_where_they_ask_for_it() throws Exception {
        OfferAnswer.Answered answered =
                side().answer(description("m=audio 6000 RTP/AVP 0\na=rtcp-mux\n"));
        assertNotNull(sound(answered.text()).attribute("rtcp-mux"));
        assertTrue(answered.agreement().mux());
        answered = side().answer(description("m=audio 6000 RTP/AVP 0\n"));
        assertNull(sound(answered.text()).attribute("rtcp-mux"));
        OfferAnswer apart =
                new OfferAnswer(
                        new SoundText(InetAddress.getByName("192.0.2.7"), 4_000, 4_567),
                        List.of(Codec.PCMU),
                        Srtp.OFF);
        assertEquals("4567", sound(apart.offer(false)).attribute("rtcp"));
    }

    @Test
    void keys_of_encryption_are_answered_with_ours_under_their_number() throws Exception {
        OfferAnswer side = side(Srtp.OPTIONAL, Codec.PCMU);
        String offer =
                description(
                        "m=audio 6000 RTP/SAVP 0\na=crypto:" + KEY.replace("1 A", "7 A") + "\n");
        OfferAnswer.Answered answered = side.answer(offer);
        String crypto = sound(answered.text()).attribute("crypto");
        assertTrue(crypto.startsWith("7 AES_CM_128_HMAC_SHA1_80 inline:"), crypto);
        assertEquals("RTP/SAVP", sound(answered.text()).protocol());
        assertNotNull(answered.agreement().encryption());
        assertFalse(answered.agreement().toString().contains("AAAA"));
        assertEquals(
                crypto, sound(side.answer(offer).text()).attribute("crypto"), "it stays the same");
    }

    @ParameterizedTest
    @CsvSource({
        "OFF, RTP/AVP, false, plain",
        "OFF, RTP/AVP, true, plain",
        "OFF, RTP/SAVP, true, 488",
        "OPTIONAL, RTP/AVP, false, plain",
        "OPTIONAL, RTP/AVP, true, encrypted",
        "OPTIONAL, RTP/SAVP, true, encrypted",
        "OPTIONAL, RTP/SAVP, false, 488",
        "REQUIRED, RTP/AVP, false, 488",
        "REQUIRED, RTP/AVP, true, encrypted",
        "REQUIRED, RTP/SAVPF, true, encrypted"
    })
    void encryption_is_as_the_settings_say(Srtp srtp, String protocol, boolean key, String expected)
            throws Exception {
        OfferAnswer side = side(srtp, Codec.PCMU);
        String offer =
                description(
                        "m=audio 6000 "
                                + protocol
                                + " 0\n"
                                + (key ? "a=crypto:" + KEY + "\n" : ""));
        if (expected.equals("488")) {
            assertEquals(488, status(side, offer));
            return;
        }
        Agreement agreed = side.answer(offer).agreement();
        assertEquals(expected.equals("encrypted"), agreed.encryption() != null);
    }

    @Test
    void the_encrypted_one_of_two_sections_is_taken() throws Exception {
        OfferAnswer side = side(Srtp.OPTIONAL, Codec.PCMU);
        List<SessionDescription.Media> sections =
                SdpReader.read(
                                side.answer(
                                                description(
                                                        "m=audio 6000 RTP/AVP 0\n"
                                                                + "m=audio 6002 RTP/SAVP 0\n"
                                                                + "a=crypto:"
                                                                + KEY
                                                                + "\n"))
                                        .text())
                        .media();
        assertEquals(0, sections.get(0).port());
        assertEquals(4_000, sections.get(1).port());
    }

    @Test
    void our_offer_of_encryption_is_met_or_not() throws Exception {
        OfferAnswer optional = side(Srtp.OPTIONAL, Codec.PCMU);
        String offer = optional.offer(false);
        assertEquals("RTP/AVP", sound(offer).protocol());
        assertEquals(
                2,
                sound(offer).attributes().stream()
                        .filter(attribute -> attribute.name().equals("crypto"))
                        .count());
        assertNull(optional.accept(description("m=audio 6000 RTP/AVP 0\n")).encryption());
        OfferAnswer required = side(Srtp.REQUIRED, Codec.PCMU);
        assertEquals("RTP/SAVP", sound(required.offer(false)).protocol());
        assertNotNull(
                required.accept(description("m=audio 6000 RTP/SAVP 0\na=crypto:" + KEY + "\n"))
                        .encryption());
        required.offer(false);
        assertEquals(
                488,
                assertThrows(
                                MediaException.class,
                                () -> required.accept(description("m=audio 6000 RTP/AVP 0\n")))
                        .status());
    }

    @ParameterizedTest
    @CsvSource({"0 8, 8000", "9, 16000", "9 0, 8000", "18, 8000"})
    void the_rate_is_known_from_the_offer(String formats, int rate) {
        List<Codec> codecs = List.of(Codec.PCMU, Codec.PCMA, Codec.G722);
        assertEquals(
                rate,
                OfferAnswer.sampleRate(
                        codecs, description("m=audio 6000 RTP/AVP " + formats + "\n")));
        assertEquals(8_000, OfferAnswer.sampleRate(codecs, "nonsense"));
    }
}
