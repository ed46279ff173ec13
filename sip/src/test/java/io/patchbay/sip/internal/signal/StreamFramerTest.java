package io.patchbay.sip.internal.signal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamFramerTest {

    private final List<Parsed> parsed = new ArrayList<>();
    private int pings;
    private final StreamFramer framer = new StreamFramer(parsed::add, () -> pings++);

    private boolean read(byte[] bytes) {
        return framer.read(ByteBuffer.wrap(bytes));
    }

    private static String message(String lengthField, String body) {
        return Exchange.request("MESSAGE", "z9hG4bK1").replace("\n", "\r\n")
                + lengthField
                + "\r\n\r\n"
                + body;
    }

    private String body(int index) {
        SipMessage message = parsed.get(index).message();
        assertNotNull(message);
        return message.bodyText();
    }

    private int status(int index) {
        Refusal refusal = parsed.get(index).refusal();
        assertNotNull(refusal);
        return refusal.status();
    }

    @Test
    void messages_come_in_one_byte_pieces_and_all_at_once() {
        byte[] bytes =
                ("\r\n"
                                + message("Content-Length: 5", "hello")
                                + message("l:0", "")
                                + "\r\n\r\n"
                                + message("CONTENT-length \t:\r\n  007", "you all"))
                        .getBytes(UTF_8);
        assertTrue(read(bytes));
        for (byte one : bytes) {
            assertTrue(read(new byte[] {one}));
        }
        assertEquals(6, parsed.size());
        for (int i = 0; i < 6; i += 3) {
            assertEquals("hello", body(i));
            assertEquals("", body(i + 1));
            assertEquals("you all", body(i + 2));
        }
        assertEquals(2, pings);
        assertFalse(framer.isWithin());
    }

    @Test
    void a_length_that_a_stranger_names_is_refused_and_nothing_is_kept() {
        assertFalse(read(message("Content-Length: 1400000000", "x").getBytes(UTF_8)));
        assertEquals(513, status(0));
        assertFalse(read(message("Content-Length: 0", "").getBytes(UTF_8)));
        assertEquals(1, parsed.size());
    }

    @Test
    void lengths_that_are_none_end_the_stream() {
        for (String length :
                List.of(
                        "Content-Length: -5",
                        "Content-Length: 5x",
                        "Content-Length: 1\r\nl: 2",
                        "Content-Length: 99999999999999999999999999")) {
            parsed.clear();
            var each = new StreamFramer(parsed::add, () -> pings++);
            assertFalse(each.read(ByteBuffer.wrap(message(length, "").getBytes(UTF_8))), length);
            assertEquals(400, status(0), length);
        }
    }

    @Test
    void a_head_without_end_is_refused_at_64_kib() {
        byte[] start = message("X: ", "").replace("\r\n\r\n", "").getBytes(UTF_8);
        assertTrue(read(start));
        byte[] more = "y".repeat(1_000).getBytes(UTF_8);
        int sent = 0;
        while (read(more) && sent < 1_000) {
            sent++;
        }
        assertEquals(65, sent, "a little under 64 KiB of it were taken");
        assertEquals(1, parsed.size());
        assertEquals(513, status(0));
    }

    @Test
    void a_malformed_message_is_refused_and_the_next_one_read() {
        String bad = message("Content-Length: 3", "abc").replace("Call-ID", "X-Call-ID");
        assertTrue(read((bad + message("Content-Length: 2", "ok")).getBytes(UTF_8)));
        assertEquals(400, status(0));
        assertEquals("ok", body(1));
    }

    @Test
    void what_is_no_sip_at_all_ends_the_stream() {
        assertFalse(read("\u0016\u0003\u0001 hello\r\n\r\n".getBytes(UTF_8)));
        assertFalse(read(message("Content-Length: 0", "").getBytes(UTF_8)));
        assertEquals(1, parsed.size());
    }

    @Test
    void many_messages_leave_no_memory() {
        byte[] bytes = message("Content-Length: 50000", "z".repeat(50_000)).getBytes(UTF_8);
        for (int i = 0; i < 500; i++) {
            assertTrue(read(bytes));
            parsed.clear();
        }
        assertFalse(framer.isWithin());
        assertTrue(framer.room() < 20_000, "a large buffer is given back");
    }
}
