package io.patchbay.transport.twilio.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.net.EventLoops;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** What a line brings that no carrier would send, and a carrier who does not listen. */
class HostileMessagesTest {

    private static final String SECRET = "what-nobody-may-read";

    /** All that the plug logs, whatever its level. */
    private static final class Log extends Handler implements AutoCloseable {
        private final Logger logger = Logger.getLogger("io.patchbay.transport.twilio");
        private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        Log() {
            logger.setLevel(Level.ALL);
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord one) {
            Object[] parts = one.getParameters();
            lines.add(
                    one.getMessage()
                            + (parts == null ? "" : List.of(parts))
                            + (one.getThrown() == null ? "" : one.getThrown()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
            logger.setLevel(null);
        }

        boolean says(String text) {
            return times(text) > 0;
        }

        long times(String text) {
            return List.copyOf(lines).stream().filter(line -> line.contains(text)).count();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "what-nobody-may-read",
                "{\"event\":\"media\",\"media\":{\"payload\":\"what-nobody-may-read\"}}",
                "{\"event\":\"media\",\"media\":{\"payload\":\"what-nobody-may-read",
                "[\"what-nobody-may-read\"]",
                "{\"event\":\"dtmf\",\"dtmf\":{\"digit\":\"what-nobody-may-read\"}}",
                "{\"event\":\"mark\",\"mark\":{\"name\":\"what-nobody-may-read\"}}",
                "{\"event\":\"mark\",\"mark\":{\"name\":\"99-99\"}}",
                "{\"event\":\"mark\",\"mark\":{\"name\":\"1-999999999999999\"}}",
                "{\"event\":\"mark\"}",
                "{\"event\":\"what-nobody-may-read\"}",
                "{\"event\":{\"event\":\"stop\"}}",
                "{}",
                "",
                "null"
            })
    void a_message_that_is_none_is_left_out_and_nobody_reads_it(String message) throws Exception {
        try (Log log = new Log();
                Call call = Call.plain()) {
            Phone phone = call.rings();
            phone.send(message);
            call.settle(phone);
            assertFalse(log.says(SECRET), "it is in the log");
            assertEquals(160, call.heardByModel().length);
            assertTrue(call.events.stream().noneMatch(e -> e.toString().contains(SECRET)));
        }
    }

    @Test
    void json_that_is_too_deep_is_left_out() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            phone.send("{\"event\":\"x\",\"a\":" + "[".repeat(15_000) + "]".repeat(15_000) + "}");
            call.settle(phone);
        }
    }

    @Test
    void rubbish_without_end_ends_the_call_and_is_told_once() throws Exception {
        try (Log log = new Log();
                Call call = Call.plain()) {
            Phone phone = call.rings();
            for (int i = 0; i < 2_000; i++) {
                phone.send("rubbish");
            }
            assertEquals(1_008, phone.end().code());
            Lines.eventually("the session is over", () -> call.patchbay.sessions().isEmpty());
            assertEquals(1, log.times("a stream is ended"));
        }
    }

    @Test
    void a_flood_of_messages_ends_the_call() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            for (int i = 0; i < 20_000 && !phone.closed.isDone(); i++) {
                phone.send("{\"event\":\"flood\"}");
            }
            assertEquals(1_008, phone.end().code());
        }
    }

    @Test
    void sound_faster_than_anybody_speaks_ends_the_call() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            for (int i = 0; i < 60 && !phone.closed.isDone(); i++) {
                phone.media("x", new byte[16_000]);
            }
            assertEquals(1_008, phone.end().code());
        }
    }

    @Test
    void a_carrier_who_does_not_listen_holds_up_nobody_and_little_waits_for_him() throws Exception {
        try (Call call = Call.of(Call.options(), "inactivity-ms", "off")) {
            URI stream = Lines.stream(call.base);
            try (Socket deaf = new Socket("127.0.0.1", stream.getPort())) {
                deaf.setReceiveBufferSize(1_024);
                handshake(deaf, stream);
                text(deaf.getOutputStream(), start());
                Lines.eventually("the call stands", () -> call.patchbay.calls().answered() == 1);
                for (int i = 0; i < 10; i++) {
                    call.line().play(call.turns.spokenAnswer("a long story", 30_000));
                }
                // others are served meanwhile
                Phone phone = Phone.call(call.base);
                Lines.eventually(
                        "another call stands", () -> call.patchbay.calls().answered() == 2);
                call.line().play(call.turns.spokenAnswer("another", 200));
                Lines.eventually("it is heard", () -> phone.heard().length == 200 * 8);
                phone.hangUp();
            }
            Lines.eventually("both are over", () -> call.patchbay.sessions().isEmpty());
        }
    }

    private static String start() {
        return "{\"event\":\"start\",\"start\":{\"streamSid\":\"MZd\",\"callSid\":\"CAd\"},\"streamSid\":\"MZd\"}";
    }

    private static void handshake(Socket socket, URI stream) throws Exception {
        OutputStream out = socket.getOutputStream();
        out.write(
                ("GET "
                                + stream.getPath()
                                + " HTTP/1.1\r\nHost: "
                                + stream.getAuthority()
                                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                                + Base64.getEncoder().encodeToString(new byte[16])
                                + "\r\nX-Twilio-Signature: "
                                + Lines.signature(stream.toString(), Map.of())
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        int ends = 0;
        while (ends < 4) {
            int one = in.read();
            assertTrue(one >= 0, "the door lets nobody in");
            ends = one == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : 0;
        }
    }

    /** A masked text frame, with a mask of zeros. */
    private static void text(OutputStream out, String message) throws Exception {
        byte[] bytes = message.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer frame = ByteBuffer.allocate(bytes.length + 8);
        frame.put((byte) 0x81).put((byte) (0x80 | 126)).putShort((short) bytes.length);
        frame.putInt(0).put(bytes);
        out.write(frame.array());
    }

    @Test
    void a_media_message_in_any_state_of_repair_is_read_as_a_parser_reads_it_or_left_to_one() {
        Random random = new Random(19);
        MediaScan scan = new MediaScan();
        String whole =
                "{\"event\":\"media\",\"sequenceNumber\":\"4\",\"media\":{\"track\":\"inbound\",\"chunk\":\"2\",\"timestamp\":\"5\",\"payload\":\"AAEC/+8=\"},\"streamSid\":\"MZ1\"}";
        int plain = 0;
        for (int round = 0; round < 50_000; round++) {
            byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
            for (int i = random.nextInt(4); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] =
                        (byte)
                                (random.nextBoolean()
                                        ? "\"{}[],:\\0 ".charAt(random.nextInt(10))
                                        : random.nextInt());
            }
            int length = random.nextInt(8) == 0 ? random.nextInt(bytes.length) : bytes.length;
            if (!scan.read(bytes, 0, length)) {
                continue;
            }
            ObjectNode parsed;
            try {
                parsed = Json.object(bytes, 0, length);
            } catch (IllegalArgumentException e) {
                continue; // the scan need not be stricter than sound demands
            }
            plain++;
            if (parsed.path("media").has("payload")) {
                assertEquals(
                        parsed.path("media").path("payload").asString(""),
                        new String(
                                bytes,
                                scan.payloadFrom(),
                                scan.payloadLength(),
                                StandardCharsets.UTF_8));
            }
        }
        assertTrue(plain > 5_000, plain + " were whole");
    }

    @Test
    void nothing_that_comes_in_any_order_throws_or_leaves_a_call_behind() throws Exception {
        Random random = new Random(20);
        List<String> parts =
                List.of(
                        "{\"event\":\"connected\"}",
                        start(),
                        "{\"event\":\"media\",\"media\":{\"timestamp\":\"40\",\"payload\":\"AAAA\"}}",
                        "{\"event\":\"media\",\"media\":{\"timestamp\":\"-1\",\"payload\":\"A\"}}",
                        "{\"event\":\"mark\",\"mark\":{\"name\":\"1-4\"}}",
                        "{\"event\":\"mark\",\"mark\":{\"name\":\"-\"}}",
                        "{\"event\":\"dtmf\",\"dtmf\":{\"digit\":\"7\"}}",
                        "{\"event\":\"stop\"}",
                        "x");
        try (Log log = new Log();
                Call call = Call.of(Call.options())) {
            for (int round = 0; round < 60; round++) {
                Phone phone = Phone.open(call.base, Phone.Spelling.TWILIO);
                phone.line();
                for (int i = random.nextInt(12); i > 0; i--) {
                    phone.send(parts.get(random.nextInt(parts.size())));
                }
                if (random.nextBoolean()) {
                    phone.hangUp();
                } else {
                    phone.vanish();
                }
                phone.end();
            }
            Lines.eventually("no session is left", () -> call.patchbay.sessions().isEmpty());
            assertFalse(log.says("Exception"));
            // and the next one is served
            Phone phone = Phone.call(call.base);
            long before = call.patchbay.calls().answered();
            Lines.eventually("it is answered", () -> call.patchbay.sessions().size() == 1);
            assertTrue(before >= 0);
            phone.hangUp();
            Lines.eventually("no session is left", () -> call.patchbay.sessions().isEmpty());
        }
        assertTrue(EventLoops.shared().next() != null);
    }
}
