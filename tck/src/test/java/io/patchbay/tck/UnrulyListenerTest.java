package io.patchbay.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportState;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners and matchers that throw, close and connect where they are called. */
class UnrulyListenerTest {

    private static final CloseReason LOST =
            new CloseReason(CloseReason.Cause.LOST, 1006, "the line broke", null);

    private final VirtualLoop loop = new VirtualLoop();
    private final ScriptedTransport line = new ScriptedTransport();

    /** Does something when a kind of event comes. */
    private static final class Doing extends Ear {

        private final String kind;
        private final Consumer<TransportEvent> action;

        Doing(String kind, Consumer<TransportEvent> action) {
            this.kind = kind;
            this.action = action;
        }

        @Override
        public void onEvent(TransportEvent event) {
            super.onEvent(event);
            List<String> kinds = kinds();
            if (kinds.get(kinds.size() - 1).equals(kind)) {
                action.accept(event);
            }
        }
    }

    private CompletionStage<Connected> connect(Ear ear) {
        return loop.call(() -> line.connect(Plugs.request(SessionConfig.EMPTY, loop), ear));
    }

    private static @Nullable Throwable cause(CompletionStage<?> stage) {
        CompletableFuture<?> future = stage.toCompletableFuture();
        return assertThrows(CompletionException.class, future::join).getCause();
    }

    private static CloseReason reason(CompletionStage<?> stage) {
        return assertInstanceOf(ConnectException.class, cause(stage)).reason();
    }

    private long closes() {
        return line.calls().stream().filter(ScriptedCall.Closed.class::isInstance).count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECTING", "SessionCreated", "SessionUpdated", "CONNECTED"})
    void a_listener_that_closes_at_any_step_of_the_opening_fails_it(String step) {
        Doing ear = new Doing(step, event -> line.close(CloseReason.NORMAL));
        CompletionStage<Connected> connected = connect(ear);
        loop.run();
        assertEquals(CloseReason.NORMAL, reason(connected));
        assertEquals(
                List.of("DISCONNECTING", "DISCONNECTED"),
                ear.kinds().subList(ear.kinds().size() - 2, ear.kinds().size()));
        assertEquals(1, closes());
        line.assertClosed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECTING", "SessionUpdated", "CONNECTED"})
    void a_line_that_is_lost_at_any_step_of_the_opening_fails_it(String step) {
        Doing ear = new Doing(step, event -> line.disconnect(LOST));
        CompletionStage<Connected> connected = connect(ear);
        loop.run();
        assertEquals(LOST, reason(connected));
        assertEquals("DISCONNECTED", ear.kinds().get(ear.kinds().size() - 1));
        line.assertClosed();
    }

    @Test
    void a_listener_that_throws_at_the_end_changes_neither_state_nor_reason() {
        Doing ear =
                new Doing(
                        "DISCONNECTED",
                        event -> {
                            throw new IllegalStateException("angry");
                        });
        line.failNextConnect(LOST);
        CompletableFuture<CompletionStage<Connected>> connecting = new CompletableFuture<>();
        loop.execute(
                () ->
                        connecting.complete(
                                line.connect(Plugs.request(SessionConfig.EMPTY, loop), ear)));
        assertEquals("angry", assertThrows(IllegalStateException.class, loop::run).getMessage());
        assertEquals(LOST, reason(connecting.join()));
        assertEquals(TransportState.DISCONNECTED, line.state());
        connect(new Ear()).toCompletableFuture().join();
        assertEquals(TransportState.CONNECTED, line.state());
    }

    @Test
    void a_listener_may_connect_again_when_it_hears_of_the_end() {
        Ear second = new Ear();
        connect(
                new Doing(
                        "DISCONNECTED",
                        event -> line.connect(Plugs.request(SessionConfig.EMPTY, loop), second)));
        line.disconnect(LOST);
        loop.run();
        assertEquals(TransportState.CONNECTED, line.state());
        assertEquals(2, line.generation());
        assertEquals("CONNECTED", second.kinds().get(3));
    }

    @Test
    void a_close_is_recorded_once_however_often_it_is_asked_for() {
        connect(new Ear());
        line.close(CloseReason.NORMAL);
        line.close(LOST);
        loop.run();
        line.close(LOST);
        assertEquals(1, closes());
    }

    @Test
    void what_was_asked_cannot_be_changed_by_those_who_read_it() {
        connect(new Ear());
        loop.call(() -> line.send(Command.CommitAudio.now()));
        List<ScriptedCall> before = line.calls();
        assertThrows(UnsupportedOperationException.class, before::clear);
        assertThrows(UnsupportedOperationException.class, line.commands()::clear);
        loop.call(() -> line.send(Command.CommitAudio.now()));
        assertEquals(2, before.size(), "the connect and one command, as it was");
        assertEquals(2, line.commands().size());
    }

    @Test
    void what_a_matcher_throws_comes_out_as_it_is() {
        for (RuntimeException thrown :
                List.of(new IllegalStateException("mine"), new NullPointerException())) {
            assertSame(thrown, outOf(throwing(thrown)));
        }
        AssertionError wrong = new AssertionError("an assertion in a matcher");
        assertSame(
                wrong,
                outOf(
                        command -> {
                            throw wrong;
                        }));
        line.close(CloseReason.NORMAL);
        loop.run();
        connect(new Ear());
        loop.call(() -> line.send(Command.CommitAudio.now()));
        IllegalStateException thrown = new IllegalStateException("mine");
        assertSame(
                thrown,
                assertThrows(
                        IllegalStateException.class,
                        () -> line.expect(Command.CommitAudio.class, throwing(thrown))));
    }

    private static Predicate<Command> throwing(RuntimeException thrown) {
        return command -> {
            throw thrown;
        };
    }

    /** What a scenario with such a matcher throws, although the exercise hides it. */
    private Throwable outOf(Predicate<Command> matcher) {
        if (line.state() == TransportState.DISCONNECTED) {
            connect(new Ear());
        }
        return assertThrows(
                Throwable.class,
                () ->
                        new Scenario(line)
                                .expect(Command.class, matcher)
                                .run(() -> cause(sendCommit())));
    }

    private CompletionStage<?> sendCommit() {
        return loop.call(() -> line.send(Command.CommitAudio.now()));
    }

    @Test
    void a_planned_failure_is_used_up_by_a_command_that_nobody_wanted() {
        connect(new Ear());
        line.failNext(Command.CommitAudio.class, new IllegalStateException("planned"));
        assertThrows(
                AssertionError.class,
                () ->
                        new Scenario(line)
                                .expect(Command.CreateResponse.class)
                                .run(
                                        () ->
                                                assertInstanceOf(
                                                        AssertionError.class,
                                                        cause(sendCommit()))));
        sendCommit().toCompletableFuture().join();
        line.expect(Command.CommitAudio.class);
        line.assertComplete();
    }

    @Test
    void what_a_session_does_in_a_matcher_is_seen_by_the_script() throws Exception {
        connect(new Ear());
        new Scenario(line)
                .expect(
                        Command.CreateResponse.class,
                        command -> {
                            line.close(CloseReason.NORMAL);
                            return command.options().isDefault();
                        })
                .run(
                        () ->
                                loop.call(
                                        () ->
                                                line.send(
                                                        Command.CreateResponse.of(
                                                                ResponseOptions.DEFAULT))));
        loop.run();
        line.assertClosed();
        assertEquals(1, closes());
    }
}
