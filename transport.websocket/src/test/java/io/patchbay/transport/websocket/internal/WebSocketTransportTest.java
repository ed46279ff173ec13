package io.patchbay.transport.websocket.internal;

import static io.patchbay.transport.websocket.internal.Talker.soon;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.BacklogException;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportState;
import io.patchbay.tck.PlainCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebSocketTransportTest {

    private FarEnd far;
    private Talker talker;

    @BeforeEach
    void start() throws IOException {
        far = new FarEnd();
        talker = new Talker();
    }

    @AfterEach
    void stop() {
        talker.close(CloseReason.NORMAL);
        far.close();
        assertEquals(List.of(), talker.offLoop);
    }

    @Test
    void a_line_stands_when_the_provider_has_accepted_the_opening() {
        far.answersHello = false;
        talker.config = SessionConfig.builder().instructions("be kind").build();
        CompletableFuture<Connected> connecting = talker.connect(far.uri());
        FarEnd.Caller caller = far.caller();
        assertEquals("hello be kind", caller.words());
        assertEquals(TransportState.CONNECTING, talker.transport.state());
        caller.say("ready");
        assertEquals(new Connected(null), soon(connecting));
        assertEquals(TransportState.CONNECTED, talker.transport.state());
        assertEquals(List.of(TransportState.CONNECTING, TransportState.CONNECTED), talker.states());
    }

    @Test
    void headers_secrets_and_subprotocols_reach_the_provider() {
        talker.subprotocols = List.of("realtime", "api-key." + Talker.KEY);
        soon(talker.connect(far.uri()));
        FarEnd.Caller caller = far.caller();
        assertEquals(
                "Bearer " + Talker.KEY,
                caller.upgrade.request().headers().first("authorization").orElseThrow());
        assertEquals("seen", caller.upgrade.request().headers().first("x-plain").orElseThrow());
        assertEquals(List.of("realtime", "api-key." + Talker.KEY), caller.upgrade.subprotocols());
    }

    @Test
    void sound_goes_both_ways_byte_for_byte() throws Exception {
        FarEnd.Caller caller = connected();
        ByteBuffer frame = ByteBuffer.wrap(new byte[] {9, 1, 2, 3, 4, 9}, 1, 4);
        assertEquals(SendStatus.ACCEPTED, talker.on(() -> talker.transport.sendAudio(frame)));
        assertEquals(0, frame.remaining());
        assertArrayEquals(new byte[] {1, 2, 3, 4}, caller.sound());
        caller.connection().sendBinary(ByteBuffer.wrap(new byte[] {5, 6, 7, 8}));
        assertArrayEquals(new byte[] {5, 6, 7, 8}, talker.sound.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void what_was_sent_is_told_to_those_who_want_it_and_nobody_else() {
        connected();
        soon(talker.send(Command.Raw.of("{\"type\":\"unseen\"}")));
        talker.raw = true;
        soon(talker.send(Command.Raw.of("{\"type\":\"seen\"}")));
        assertEquals(
                List.of(new TransportEvent.RawSent("{\"type\":\"seen\"}")),
                talker.events.stream().filter(TransportEvent.RawSent.class::isInstance).toList());
    }

    @Test
    void a_listener_to_raw_messages_that_fails_keeps_nothing_from_the_wire() {
        FarEnd.Caller caller = connected();
        talker.raw = true;
        Command command = Command.Raw.of("angry");
        assertEquals(new Receipt(command.id(), 1), soon(talker.send(command)));
        assertEquals("angry", caller.words());
    }

    @Test
    void a_receipt_comes_when_a_command_was_written_and_counts_its_messages() {
        FarEnd.Caller caller = connected();
        Command raw = Command.Raw.of("{\"type\":\"x\"}");
        assertEquals(new Receipt(raw.id(), 1), soon(talker.send(raw)));
        Command commit = Command.CommitAudio.now();
        assertEquals(new Receipt(commit.id(), 2), soon(talker.send(commit)));
        assertEquals("{\"type\":\"x\"}", caller.words());
        assertEquals("commit", caller.words());
        assertEquals("respond", caller.words());
    }

    @Test
    void what_the_dialect_cannot_say_fails_and_the_line_goes_on() {
        FarEnd.Caller caller = connected();
        Throwable failure = cause(talker.send(Command.ClearInputAudio.now()));
        assertInstanceOf(UnsupportedOperationException.class, failure);
        soon(talker.send(Command.Raw.of("still here")));
        assertEquals("still here", caller.words());
    }

    @Test
    void messages_become_events_in_their_order() {
        FarEnd.Caller caller = connected();
        caller.say("note one");
        caller.say("rubbish");
        caller.say("note two");
        assertEquals("note one", talker.next(TransportEvent.Extension.class).json());
        assertEquals("unknown words", talker.next(TransportEvent.Rejected.class).why());
        assertEquals("note two", talker.next(TransportEvent.Extension.class).json());
    }

    @Test
    void an_exception_of_codec_or_session_does_not_end_the_line() {
        FarEnd.Caller caller = connected();
        caller.say("bug");
        assertTrue(
                talker.next(TransportEvent.Rejected.class).why().contains("IllegalStateException"));
        caller.say("note angry");
        caller.say("note calm");
        assertEquals("note angry", talker.next(TransportEvent.Extension.class).json());
        assertEquals("note calm", talker.next(TransportEvent.Extension.class).json());
    }

    @Test
    void the_wish_for_a_new_line_reaches_the_session() {
        connected().say("newline");
        assertEquals("another voice", talker.next(TransportEvent.NewLineNeeded.class).reason());
    }

    @Test
    void a_full_queue_refuses_sound_and_commands_and_says_when_it_has_room() throws Exception {
        talker = new Talker(Map.of("maxPendingBytes", 65_536));
        FarEnd.Caller caller = connected();
        ByteBuffer frame = ByteBuffer.allocate(48_000);
        // within one task of the loop nothing leaves, so the queue fills for certain
        CompletableFuture<Receipt> refused =
                talker.on(
                        () -> {
                            assertEquals(
                                    SendStatus.ACCEPTED, talker.transport.sendAudio(frame.clear()));
                            assertEquals(
                                    SendStatus.BACKLOG, talker.transport.sendAudio(frame.clear()));
                            assertEquals(48_000, frame.remaining());
                            return talker.transport
                                    .send(Command.Raw.of("x".repeat(20_000)))
                                    .toCompletableFuture();
                        });
        assertInstanceOf(BacklogException.class, cause(refused));
        soon(talker.writable);
        assertEquals(
                SendStatus.ACCEPTED, talker.on(() -> talker.transport.sendAudio(frame.clear())));
        assertEquals(48_000, caller.sound().length);
        assertEquals(48_000, caller.sound().length);
    }

    @Test
    void room_is_told_even_when_the_socket_was_never_full() throws Exception {
        talker = new Talker(Map.of("maxPendingBytes", 65_536));
        connected();
        // little waits, and yet a long frame does not fit behind it
        talker.on(
                () -> {
                    assertEquals(
                            SendStatus.ACCEPTED,
                            talker.transport.sendAudio(ByteBuffer.allocate(1_000)));
                    return talker.transport.sendAudio(ByteBuffer.allocate(65_000));
                });
        soon(talker.writable);
    }

    @Test
    void connecting_while_connected_is_refused_and_disturbs_nothing() {
        FarEnd.Caller caller = connected();
        talker.on(
                () ->
                        assertThrows(
                                IllegalStateException.class,
                                () ->
                                        talker.transport.connect(
                                                talker.request(far.uri(), PlainCodec.careless()),
                                                talker)));
        soon(talker.send(Command.Raw.of("still here")));
        assertEquals("still here", caller.words());
    }

    @Test
    void nothing_is_sent_without_a_connection() {
        assertEquals(
                SendStatus.NOT_CONNECTED,
                talker.on(() -> talker.transport.sendAudio(ByteBuffer.allocate(2))));
        assertInstanceOf(
                IllegalStateException.class, cause(talker.send(Command.CommitAudio.now())));
        assertEquals(TransportState.DISCONNECTED, talker.transport.state());
    }

    private FarEnd.Caller connected() {
        soon(talker.connect(far.uri()));
        FarEnd.Caller caller = far.caller();
        assertEquals("hello", caller.words());
        return caller;
    }

    private static Throwable cause(CompletableFuture<?> stage) {
        return java.util.Objects.requireNonNull(
                assertThrows(ExecutionException.class, () -> stage.get(10, TimeUnit.SECONDS))
                        .getCause());
    }
}
