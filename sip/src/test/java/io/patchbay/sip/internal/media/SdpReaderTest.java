package io.patchbay.sip.internal.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Session descriptions as they come, and as they should not. */
@NullUnmarked
class SdpReaderTest {

    private static final String PLAIN =
            """
            v=0
            o=jdoe 3724394400 3724394405 IN IP4 198.51.100.1
            s=Call to John Smith
            i=SDP Offer #1
            u=http://www.jdoe.example.com/home.html
            e=Jane Doe <jane@jdoe.example.com>
            p=+1 617 555-6011
            c=IN IP4 198.51.100.1
            b=AS:64
            t=0 0
            a=sendrecv
            m=audio 49170 RTP/AVP 0 8 101
            a=rtpmap:101 telephone-event/8000
            m=video 51372 RTP/AVP 99
            c=IN IP6 2001:db8::2
            a=rtpmap:99 h263-1998/90000
            """;

    @Test
    void the_example_of_rfc_8866_is_read() throws Exception {
        SessionDescription read = SdpReader.read(PLAIN);
        assertEquals(
                new SessionDescription.Origin(
                        "jdoe", "3724394400", "3724394405", "IP4", "198.51.100.1"),
                read.origin());
        assertEquals(2, read.media().size());
        SessionDescription.Media audio = read.media().get(0);
        assertEquals("audio", audio.kind());
        assertEquals(49_170, audio.port());
        assertEquals(List.of("0", "8", "101"), audio.formats());
        assertEquals("101 telephone-event/8000", audio.attribute("rtpmap"));
        assertEquals("198.51.100.1", read.connection(audio).address());
        assertEquals("2001:db8::2", read.connection(read.media().get(1)).address());
        assertNotNull(read.attribute("sendrecv"));
    }

    @Test
    void both_ends_of_lines_and_a_blank_end_are_read() throws Exception {
        assertEquals(SdpReader.read(PLAIN), SdpReader.read(PLAIN.replace("\n", "\r\n")));
        assertEquals(SdpReader.read(PLAIN), SdpReader.read(PLAIN + "\r\n\r\n"));
        assertEquals(SdpReader.read(PLAIN), SdpReader.read(PLAIN.stripTrailing()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                "hello",
                "v=1\no=- 1 1 IN IP4 1.2.3.4\n",
                "o=- 1 1 IN IP4 1.2.3.4\nv=0\n",
                "v=0\ns=-\n",
                "v=0\nv=0\no=- 1 1 IN IP4 1.2.3.4\n",
                "v=0\no=- 1 1 IN IP4\n",
                "v=0\no=- x 1 IN IP4 1.2.3.4\n",
                "v=0\no=- 1 -1 IN IP4 1.2.3.4\n",
                "v=0\no=- 1 1 IN IP4 1.2.3.4\no=- 1 1 IN IP4 1.2.3.4\n",
                "v=0\no=- 1 1 IN IP4 1.2.3.4\nc=IN IP4\n",
                "v=0\no=- 1 1 IN IP4 1.2.3.4\nm=audio\n",
                "v=0\no=- 1 1 IN IP4 1.2.3.4\nm=audio 4000 RTP/AVP\n",
                "v=0\no=- 1 1 IN IP4 1.2.3.4\nm=audio port RTP/AVP 0\n",
                "v=0\no=- 1 1 IN IP4 1.2.3.4\nm=audio -4 RTP/AVP 0\n",
                "v=0\no=- 1 1 IN IP4 1.2.3.4\na=\n",
                "v=0\no=- 1 1 IN IP4 1.2.3.4\na=:\n",
                "v=0\no=- 1 1 IN IP4 1.2.3.4\nnonsense\n",
                "v=0\no=- 1 1 IN IP4 1.2.3.4\n=\n",
                "v=0\no=- 1 1 IN IP4 1.2.3.4\n\ns=-\n",
                "v=0\no=- 1 1 IN IP4 1.2.3.4\n*=x\n"
            })
    void what_is_malformed_is_a_400(String text) {
        assertEquals(400, assertThrows(MediaException.class, () -> SdpReader.read(text)).status());
    }

    @Test
    void what_is_too_much_is_a_400() {
        String start = "v=0\no=- 1 1 IN IP4 1.2.3.4\n";
        for (String text :
                List.of(
                        start + "a=x:" + "y".repeat(3_000),
                        start + "a=x\n".repeat(600),
                        start + "m=audio 4000 RTP/AVP 0\n".repeat(17),
                        start + "m=audio 4000 RTP/AVP" + " 0".repeat(65),
                        start + ("a=x:" + "y".repeat(2_000) + "\n").repeat(9))) {
            assertEquals(
                    400, assertThrows(MediaException.class, () -> SdpReader.read(text)).status());
        }
    }

    /** Whatever comes is read or refused, and nothing else happens. */
    @Test
    void mutilated_descriptions_do_no_harm() {
        Random random = new Random(42);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(PLAIN);
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(4)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, (char) random.nextInt(256));
                    case 2 -> text.setCharAt(at, "\r\n=:/ 09\0\uFFFF".charAt(random.nextInt(10)));
                    default -> text.delete(at, Math.min(text.length(), at + random.nextInt(40)));
                }
            }
            try {
                SessionDescription whole = SdpReader.read(text.toString());
                for (SessionDescription.Media media : whole.media()) {
                    SoundSection.of(whole, media);
                }
                read++;
            } catch (MediaException e) {
                assertTrue(e.status() == 400 || e.status() == 488, "status " + e.status());
            }
        }
        assertTrue(read > 1_000, read + " were read");
    }

    private static SoundSection section(String lines) throws Exception {
        SessionDescription whole =
                SdpReader.read("v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nt=0 0\n" + lines);
        return SoundSection.of(whole, whole.media().get(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "m=audio 4000 RTP/AVP 0\n",
                "c=IN IP4 300.1.2.3\nm=audio 4000 RTP/AVP 0\n",
                "c=IN IP4 1.2.3\nm=audio 4000 RTP/AVP 0\n",
                "c=IN IP4 host.example.com\nm=audio 4000 RTP/AVP 0\n",
                "c=IN IP4 224.2.1.1/127\nm=audio 4000 RTP/AVP 0\n",
                "c=IN IP4 255.255.255.255\nm=audio 4000 RTP/AVP 0\n",
                "c=IN IP4 0.0.0.1\nm=audio 4000 RTP/AVP 0\n",
                "c=IN IP6 ff02::1\nm=audio 4000 RTP/AVP 0\n",
                "c=IN IP6 1.2.3.4\nm=audio 4000 RTP/AVP 0\n",
                "c=IN IP6 ::::\nm=audio 4000 RTP/AVP 0\n",
                "c=ATM NSAP 47.0091\nm=audio 4000 RTP/AVP 0\n",
                "c=IN IP4 192.0.2.1\nm=audio 65536 RTP/AVP 0\n",
                "c=IN IP4 192.0.2.1\nm=audio 99999999999 RTP/AVP 0\n"
            })
    void where_no_sound_can_be_sent_is_a_488(String lines) {
        assertEquals(488, assertThrows(MediaException.class, () -> section(lines)).status());
    }

    @Test
    void formats_are_known_by_number_or_by_map() throws Exception {
        SoundSection read =
                section(
                        """
                        c=IN IP4 192.0.2.1
                        m=audio 4000 RTP/AVP 18 9 97 0 98 200 x 8
                        a=rtpmap:97 telephone-event/16000
                        a=rtpmap:98 pcma/8000/1
                        a=rtpmap:8 GSM/8000
                        a=rtpmap:200 PCMU/8000
                        a=rtpmap:nonsense
                        """);
        assertEquals(
                List.of(
                        new SoundSection.Format(9, Codec.G722, 8_000),
                        new SoundSection.Format(97, null, 16_000),
                        new SoundSection.Format(0, Codec.PCMU, 8_000),
                        new SoundSection.Format(98, Codec.PCMA, 8_000)),
                read.formats());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10 a=ptime:10", "20 a=ptime:20", "30 a=ptime:30", "40 a=ptime:40",
                "60 a=ptime:60", "60 a=ptime:100", "10 a=ptime:5", "20 a=ptime:0",
                "20 a=ptime:x", "20 a=ptime:25", "20 a=other", "20 a=maxptime:60",
                "10 a=maxptime:10", "20 a=ptime:-20"
            })
    void packets_are_as_long_as_they_are_wanted(String example) throws Exception {
        String[] parts = example.split(" ", 2);
        SoundSection read =
                section("c=IN IP4 192.0.2.1\nm=audio 4000 RTP/AVP 0\n" + parts[1] + "\n");
        assertEquals(Integer.parseInt(parts[0]), read.packetMillis());
    }

    @Test
    void rtcp_has_the_next_port_or_its_own_or_none() throws Exception {
        String start = "c=IN IP4 192.0.2.1\nm=audio 4000 RTP/AVP 0\n";
        assertEquals(4_001, section(start).control().getPort());
        assertEquals(4_444, section(start + "a=rtcp:4444\n").control().getPort());
        assertEquals(4_444, section(start + "a=rtcp:4444 IN IP4 192.0.2.1\n").control().getPort());
        // another host is not believed
        assertEquals(
                "192.0.2.1",
                section(start + "a=rtcp:4444 IN IP4 198.51.100.9\n")
                        .control()
                        .getAddress()
                        .getHostAddress());
        SoundSection mux = section(start + "a=rtcp-mux\n");
        assertTrue(mux.mux());
        assertEquals(4_000, mux.control().getPort());
    }

    @Test
    void directions_come_from_the_section_or_the_session() throws Exception {
        String audio = "c=IN IP4 192.0.2.1\nm=audio 4000 RTP/AVP 0\n";
        assertEquals(Direction.SENDRECV, section(audio).direction());
        assertEquals(Direction.INACTIVE, section("a=inactive\n" + audio).direction());
        assertEquals(
                Direction.SENDONLY, section("a=inactive\n" + audio + "a=sendonly\n").direction());
        assertEquals(Direction.RECVONLY, section(audio + "a=RecvOnly\n").direction());
    }
}
