package io.patchbay.sip.internal.signal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class MultipartTest {

    private static final MediaType MIXED = MediaType.parse("multipart/mixed;boundary=\"b 1\"");

    private static Optional<String> find(MediaType type, String body) {
        byte[] bytes = body.replace("\n", "\r\n").getBytes(ISO_8859_1);
        return Multipart.find(type, bytes, "application/sdp")
                .map(found -> new String(found, ISO_8859_1));
    }

    @Test
    void a_description_is_found_among_other_parts() {
        assertEquals(
                Optional.of("v=0\r\no=-"),
                find(
                        MIXED,
                        "preamble\n--b 1\nContent-Type: text/plain\n\nhello\n--b 1\n"
                                + "c:\n application/SDP\n\nv=0\no=-\n--b 1--\nepilogue"));
        assertEquals(Optional.of("v=0"), find(MediaType.parse("application/sdp"), "v=0"));
        assertEquals(Optional.empty(), find(MIXED, "--b 1\n\nplain\n--b 1--"));
        assertEquals(Optional.empty(), find(MediaType.parse("text/plain"), "v=0"));
    }

    @Test
    void binary_parts_come_out_as_they_went_in() {
        var binary = new byte[256];
        for (int i = 0; i < 256; i++) {
            binary[i] = (byte) i;
        }
        String body =
                "--b 1\r\nContent-Type: application/sdp\r\n\r\n"
                        + new String(binary, ISO_8859_1)
                        + "\r\n--b 1--";
        assertArrayEquals(
                binary,
                Multipart.find(MIXED, body.getBytes(ISO_8859_1), "application/sdp").orElseThrow());
    }

    @Test
    void what_has_no_end_or_lies_too_deep_is_refused() {
        for (String body :
                new String[] {
                    "",
                    "--b",
                    "--b 1",
                    "--b 1\n",
                    "--b 1\n\nx",
                    "--b 1\nContent-Type: a/b\n--b 1--",
                    "--b 1\n\nx\n".repeat(40) + "--b 1--"
                }) {
            assertThrows(MalformedException.class, () -> find(MIXED, body), body);
        }
        assertThrows(MalformedException.class, () -> find(MediaType.parse("multipart/a"), "--x"));
        String nested = "v=0";
        String type = "application/sdp";
        for (int depth = 0; depth < 5; depth++) {
            String mark = "m" + depth;
            nested =
                    "--"
                            + mark
                            + "\nContent-Type: "
                            + type
                            + "\n\n"
                            + nested
                            + "\n--"
                            + mark
                            + "--";
            type = "multipart/mixed;boundary=" + mark;
            String body = nested;
            MediaType outer = MediaType.parse(type);
            if (depth < 3) {
                assertEquals(Optional.of("v=0"), find(outer, body));
            } else {
                assertThrows(MalformedException.class, () -> find(outer, body));
            }
        }
    }
}
