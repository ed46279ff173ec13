package io.patchbay.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.tool.HostedMcpTool;
import io.patchbay.api.transport.BacklogException;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportState;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ScriptedTransportTest {

    private static final CloseReason LOST =
            new CloseReason(CloseReason.Cause.LOST, 1006, "the line broke", null);

    private final VirtualLoop loop = new VirtualLoop();
    private final ScriptedTransport line = new ScriptedTransport();
    private final Ear ear = new Ear();
    private final ScriptedTurns turns = new ScriptedTurns();

    @Test
    void an_opening_is_accepted_step_by_step() {
        CompletionStage<Connected> connected = connect(SessionConfig.EMPTY);
        assertEquals(
                List.of("CONNECTING", "SessionCreated", "SessionUpdated", "CONNECTED"),
                ear.kinds());
        assertEquals(new Connected(null), connected.toCompletableFuture().join());
        assertEquals(TransportState.CONNECTED, line.state());
    }

    @Test
    void an_opening_can_wait_for_the_test() {
        line.openByHand(true);
        CompletableFuture<Connected> connected = connect(SessionConfig.EMPTY).toCompletableFuture();
        assertFalse(connected.isDone());
        assertEquals(TransportState.CONNECTING, line.state());
        line.accept("call_1");
        assertEquals(new Connected("call_1"), connected.join());
        assertThrows(IllegalStateException.class, line::accept);
    }

    @Test
    void an_opening_can_be_refused() {
        line.openByHand(true);
        CompletionStage<Connected> connected = connect(SessionConfig.EMPTY);
        CloseReason reason = new CloseReason(CloseReason.Cause.FATAL, 401, "check the key", null);
        line.refuse(reason);
        assertEquals(reason, failure(ConnectException.class, connected).reason());
        assertEquals(List.of("CONNECTING", "DISCONNECTED"), ear.kinds());
        line.assertClosed();
    }

    @Test
    void connecting_while_connected_is_refused_and_disturbs_nothing() {
        connect(SessionConfig.EMPTY);
        assertThrows(IllegalStateException.class, () -> connect(SessionConfig.EMPTY));
        assertEquals(TransportState.CONNECTED, line.state());
        assertEquals(1, line.connects().size());
    }

    @Test
    void a_call_off_the_loop_is_refused() {
        assertThrows(
                IllegalStateException.class,
                () -> line.connect(request(SessionConfig.EMPTY, loop), ear));
        connect(SessionConfig.EMPTY);
        assertThrows(IllegalStateException.class, () -> line.send(Command.CommitAudio.now()));
        assertThrows(IllegalStateException.class, () -> line.sendAudio(ByteBuffer.allocate(2)));
    }

    @Test
    void commands_are_expected_in_the_order_in_which_they_were_sent() {
        connect(SessionConfig.EMPTY);
        send(Command.CommitAudio.now());
        send(Command.CreateResponse.of(ResponseOptions.DEFAULT));
        AssertionError wrongOrder =
                assertThrows(AssertionError.class, () -> line.expect(Command.CreateResponse.class));
        assertTrue(wrongOrder.toString().contains("the next was CommitAudio"));
        line.expect(Command.CommitAudio.class);
        assertThrows(
                AssertionError.class,
                () -> line.expect(Command.CreateResponse.class, c -> c.options().outOfBand()));
        assertThrows(AssertionError.class, line::assertComplete);
        line.expect(Command.CreateResponse.class, c -> c.options().isDefault());
        line.assertComplete();
        assertThrows(AssertionError.class, () -> line.expect(Command.CommitAudio.class));
    }

    @Test
    void a_receipt_names_its_command() {
        connect(SessionConfig.EMPTY);
        Command command = Command.CommitAudio.now();
        assertEquals(new Receipt(command.id(), 1), send(command).toCompletableFuture().join());
    }

    @Test
    void a_planned_failure_hits_the_next_command_of_its_type_only() {
        connect(SessionConfig.EMPTY);
        IllegalStateException first = new IllegalStateException("first");
        IllegalStateException second = new IllegalStateException("second");
        line.failNext(Command.CommitAudio.class, first);
        line.failNext(Command.CommitAudio.class, second);
        send(Command.ClearInputAudio.now()).toCompletableFuture().join();
        assertSame(first, failure(Throwable.class, send(Command.CommitAudio.now())));
        line.expect(Command.ClearInputAudio.class);
        line.expect(Command.CommitAudio.class);
        assertTrue(
                assertThrows(AssertionError.class, line::assertComplete)
                        .toString()
                        .contains("CommitAudio"));
        assertSame(second, failure(Throwable.class, send(Command.CommitAudio.now())));
        send(Command.CommitAudio.now()).toCompletableFuture().join();
    }

    @Test
    void a_planned_failure_of_connecting_leaves_the_transport_ready_for_another_try() {
        line.failNextConnect(LOST);
        assertEquals(LOST, failure(ConnectException.class, connect(SessionConfig.EMPTY)).reason());
        connect(SessionConfig.EMPTY).toCompletableFuture().join();
        assertEquals(2, line.generation());
    }

    @Test
    void a_full_queue_takes_neither_sound_nor_commands_and_says_when_it_has_room() {
        connect(SessionConfig.EMPTY);
        line.backlog(true);
        ByteBuffer frame = ByteBuffer.allocate(960);
        assertEquals(SendStatus.BACKLOG, loop.call(() -> line.sendAudio(frame)));
        assertEquals(960, frame.remaining());
        assertInstanceOf(
                BacklogException.class, failure(Throwable.class, send(Command.CommitAudio.now())));
        assertEquals(0, ear.writable);
        line.backlog(false);
        assertEquals(1, ear.writable);
        assertEquals(SendStatus.ACCEPTED, loop.call(() -> line.sendAudio(frame)));
        assertEquals(0, frame.remaining());
        assertEquals(1, line.audio().size());
        line.assertComplete();
    }

    @Test
    void sound_is_kept_as_it_was_when_it_was_sent() {
        connect(SessionConfig.builder().inputFormat(AudioFormat.PCMU_8K).build());
        byte[] bytes = {1, 2, 3};
        loop.call(() -> line.sendAudio(ByteBuffer.wrap(bytes)));
        bytes[0] = 9;
        AudioClip kept = line.audio().get(0);
        assertEquals(ByteBuffer.wrap(new byte[] {1, 2, 3}), kept.bytes());
        assertEquals(AudioFormat.PCMU_8K, kept.format());
    }

    @Test
    void nothing_can_be_sent_without_a_connection() {
        assertEquals(
                SendStatus.NOT_CONNECTED, loop.call(() -> line.sendAudio(ByteBuffer.allocate(2))));
        assertInstanceOf(
                IllegalStateException.class,
                failure(Throwable.class, send(Command.CommitAudio.now())));
        assertEquals(List.of(), line.calls());
    }

    @Test
    void a_config_update_is_confirmed_with_all_that_is_in_force() {
        connect(SessionConfig.builder().instructions("Be kind.").build());
        send(Command.UpdateSession.of(SessionConfig.builder().voice("marin").build()));
        TransportEvent.SessionUpdated last =
                (TransportEvent.SessionUpdated) ear.events.get(ear.events.size() - 1);
        assertEquals(Set.of(ConfigField.INSTRUCTIONS, ConfigField.VOICE), last.config().fields());
        line.confirmUpdates(false);
        int heard = ear.events.size();
        send(Command.UpdateSession.of(SessionConfig.builder().speed(2).build()));
        assertEquals(heard, ear.events.size());
    }

    @Test
    void an_audio_chunk_cannot_be_used_after_the_call() {
        connect(SessionConfig.EMPTY);
        AudioClip clip = ScriptedTurns.tone(AudioFormat.PCM16_24K, 0, 20);
        line.emitAudio("resp_1", "item_1", clip);
        assertEquals(clip.bytes(), ear.sound.get(0).bytes());
        assertThrows(
                IllegalStateException.class,
                () -> java.util.Objects.requireNonNull(ear.lastChunk).bytes());
    }

    @Test
    void closing_ends_in_order_and_closing_again_is_the_same() {
        connect(SessionConfig.EMPTY);
        CompletionStage<Void> closed = line.close(CloseReason.NORMAL);
        assertSame(closed, line.close(LOST));
        assertEquals(TransportState.DISCONNECTING, line.state());
        loop.run();
        assertTrue(closed.toCompletableFuture().isDone());
        assertSame(closed, line.close(LOST));
        loop.run();
        assertEquals(
                List.of("DISCONNECTING", "DISCONNECTED"),
                ear.kinds().subList(4, ear.kinds().size()));
        assertEquals(
                new TransportEvent.StateChanged(TransportState.DISCONNECTED, CloseReason.NORMAL),
                ear.events.get(5));
        line.assertClosed();
    }

    @Test
    void closing_what_was_never_connected_does_nothing() {
        assertTrue(line.close(CloseReason.NORMAL).toCompletableFuture().isDone());
        assertEquals(List.of(), line.calls());
        assertThrows(AssertionError.class, line::assertClosed);
    }

    @Test
    void closing_fails_a_connect_in_progress() {
        line.openByHand(true);
        CompletionStage<Connected> connected = connect(SessionConfig.EMPTY);
        line.close(CloseReason.NORMAL);
        loop.run();
        assertEquals(CloseReason.NORMAL, failure(ConnectException.class, connected).reason());
    }

    @Test
    void a_lost_line_is_told_once_and_then_silent() {
        connect(SessionConfig.EMPTY);
        line.disconnect(LOST);
        assertEquals(
                new TransportEvent.StateChanged(TransportState.DISCONNECTED, LOST),
                ear.events.get(ear.events.size() - 1));
        assertThrows(IllegalStateException.class, () -> line.play(turns.textAnswer("late")));
        assertThrows(IllegalStateException.class, () -> line.disconnect(LOST));
        line.assertClosed();
    }

    @Test
    void what_comes_late_from_an_earlier_connection_is_not_delivered() {
        connect(SessionConfig.EMPTY);
        int first = line.generation();
        line.disconnect(LOST);
        assertFalse(line.playFrom(first, turns.textAnswer("late")));
        connect(SessionConfig.EMPTY);
        int heard = ear.events.size();
        assertFalse(line.playFrom(first, turns.textAnswer("late")));
        assertEquals(heard, ear.events.size());
        assertTrue(line.playFrom(line.generation(), turns.textAnswer("in time")));
        assertTrue(ear.events.size() > heard);
    }

    @Test
    void an_exception_of_the_listener_comes_out_of_emit() {
        ConnectRequest request = request(SessionConfig.EMPTY, loop);
        Ear angry =
                new Ear() {
                    @Override
                    public void onEvent(TransportEvent event) {
                        if (event instanceof TransportEvent.InputCleared) {
                            throw new IllegalStateException("angry");
                        }
                    }
                };
        loop.call(() -> line.connect(request, angry));
        assertEquals(
                "angry",
                assertThrows(
                                IllegalStateException.class,
                                () -> line.emit(new TransportEvent.InputCleared()))
                        .getMessage());
    }

    @Test
    void no_secret_is_recorded() {
        HostedMcpTool tool =
                new HostedMcpTool(
                        "shop",
                        URI.create("https://shop.example/mcp"),
                        null,
                        null,
                        Secret.of("hush-mcp"),
                        Map.of("X-Key", Secret.of("hush-header")),
                        null,
                        null);
        SessionConfig config = SessionConfig.builder().tools(List.of(tool)).build();
        Endpoint endpoint =
                new Endpoint(
                        URI.create("ws://127.0.0.1/"),
                        Map.of("X-Plain", "seen"),
                        Map.of("Authorization", Secret.of("Bearer hush-key")),
                        List.of("realtime", "api-key.hush-key"));
        ConnectRequest request =
                new ConnectRequest(
                        loop,
                        endpoint,
                        new ScriptedCodec(ScriptedProvider.everything()),
                        config,
                        null,
                        null,
                        null,
                        Duration.ofSeconds(10));
        loop.call(() -> line.connect(request, ear));
        send(Command.UpdateSession.of(config));

        ScriptedCall.Connect connect = line.connects().get(0);
        assertEquals(Map.of("X-Plain", "seen"), connect.headers());
        assertEquals(Set.of("Authorization"), connect.secretHeaders());
        assertEquals(List.of("realtime", "api-key.provided"), connect.subprotocols());
        SessionConfig sent = line.expect(Command.UpdateSession.class).change();
        for (SessionConfig recorded : List.of(connect.config(), sent)) {
            HostedMcpTool kept =
                    (HostedMcpTool) recorded.value(ConfigField.TOOLS).orElseThrow().get(0);
            assertEquals(
                    "provided", java.util.Objects.requireNonNull(kept.authorization()).reveal());
            assertEquals(
                    List.of("provided"),
                    kept.headers().values().stream().map(Secret::reveal).toList());
        }
        assertFalse(line.calls().toString().contains("hush"), line.calls().toString());
    }

    @Test
    void a_factory_remembers_the_transports_that_it_made() {
        ScriptedTransportFactory factory =
                new ScriptedTransportFactory().prepare(made -> made.openByHand(true));
        assertThrows(AssertionError.class, factory::last);
        ScriptedTransport first = factory.create(Settings.EMPTY, Plugs.context());
        ScriptedTransport second = factory.create(Settings.EMPTY, Plugs.context());
        assertEquals(List.of(first, second), factory.created());
        assertSame(second, factory.last());
        assertEquals("scripted", factory.name());
    }

    private CompletionStage<Connected> connect(SessionConfig config) {
        ConnectRequest request = request(config, loop);
        return loop.call(() -> line.connect(request, ear));
    }

    private CompletionStage<Receipt> send(Command command) {
        return loop.call(() -> line.send(command));
    }

    private static ConnectRequest request(SessionConfig config, VirtualLoop loop) {
        return Plugs.request(config, loop);
    }

    private static <T extends Throwable> T failure(Class<T> type, CompletionStage<?> stage) {
        CompletionException e =
                assertThrows(CompletionException.class, stage.toCompletableFuture()::join);
        return assertInstanceOf(type, e.getCause());
    }
}
