package io.patchbay.transport.webrtc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.patchbay.api.provider.RealtimeCodec.WireKind;
import io.patchbay.net.line.LineOutput;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcLink;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.tck.PlainCodec;
import io.patchbay.tck.VirtualLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a text channel takes, and how the output of a line finds out that it takes more again. */
class TextWireTest {

    private static final int MAX_PENDING = 100_000;

    private final VirtualLoop loop = new VirtualLoop();
    private final Talker talker = new Talker();
    private final ScriptedLink link = new ScriptedLink(RtcSettings.defaults(), loop, new Deaf());
    private int rooms;
    private final LineOutput output =
            new LineOutput(
                    loop,
                    new TextWire(link, MAX_PENDING),
                    new PlainCodec(),
                    talker,
                    sent -> {},
                    () -> rooms++);

    private static final class Deaf implements RtcLink.Listener {
        @Override
        public void onTextOpen() {}

        @Override
        public void onText(ByteBuffer utf8) {}

        @Override
        public void onAudio(ByteBuffer frame) {}

        @Override
        public void onEnded(RtcException failure) {}
    }

    @BeforeEach
    void open() {
        link.textOpen = true;
    }

    @Test
    void one_message_may_be_longer_than_the_bound_when_nothing_waits() {
        assertNotNull(output.begin(2 * MAX_PENDING));
        link.pending = 1;
        assertNull(output.begin(2 * MAX_PENDING));
    }

    @Test
    void it_carries_text_alone() {
        begun().put((byte) 1);
        assertThrows(UnsupportedOperationException.class, () -> output.end(WireKind.BINARY));
    }

    @Test
    void a_line_that_is_refused_often_looks_for_room_with_one_timer() {
        link.pending = MAX_PENDING;
        for (int i = 0; i < 20; i++) {
            assertNull(output.begin(10));
            output.room(); // the link says that there is room, and others are faster
        }
        assertEquals(20, rooms);
        assertNull(output.begin(10));
        assertEquals(1, loop.timers());
        loop.advance(Duration.ofSeconds(1));
        assertEquals(20, rooms);
        assertEquals(1, loop.timers());
        link.pending = MAX_PENDING / 2;
        loop.advance(Duration.ofSeconds(1));
        assertEquals(21, rooms);
        assertEquals(0, loop.timers());
    }

    @Test
    void a_message_that_the_link_refuses_at_last_waits_for_room_too() {
        link.refusing = true;
        begun().put((byte) 'x');
        output.end(WireKind.TEXT);
        assertEquals(0, link.sent.size());
        link.refusing = false;
        loop.advance(Duration.ofSeconds(1));
        assertEquals(1, rooms);
    }

    @Test
    void nobody_looks_for_room_on_a_channel_that_is_shut() {
        link.pending = MAX_PENDING;
        assertNull(output.begin(10));
        link.textOpen = false;
        loop.advance(Duration.ofSeconds(1));
        assertEquals(0, loop.timers());
        assertNull(output.begin(10));
        assertEquals(0, loop.timers());
        assertEquals(0, rooms);
    }

    private ByteBuffer begun() {
        return Objects.requireNonNull(output.begin(10));
    }
}
