package io.patchbay.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.TransportEvent;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScenarioTest {

    private static final CloseReason LOST =
            new CloseReason(CloseReason.Cause.LOST, 1006, "the line broke", null);

    private final VirtualLoop loop = new VirtualLoop();
    private final ScriptedTransport line = new ScriptedTransport();
    private final Ear ear = new Ear();
    private final ScriptedTurns turns = new ScriptedTurns();

    @BeforeEach
    void connect() {
        loop.call(() -> line.connect(Plugs.request(SessionConfig.EMPTY, loop), ear));
        ear.events.clear();
    }

    @Test
    void the_far_end_answers_what_it_expects() throws Exception {
        new Scenario(line)
                .emit(new TransportEvent.ConversationCreated("conv_1"))
                .expect(Command.CreateItem.class)
                .expect(Command.CreateResponse.class, c -> c.options().isDefault())
                .play(turns.textAnswer("Noon."))
                .expect(Command.CommitAudio.class)
                .disconnect(LOST)
                .run(
                        () -> {
                            loop.call(() -> line.sendMessage("What time is it?"));
                            loop.call(() -> line.requestResponse(ResponseOptions.DEFAULT));
                            assertTrue(ear.kinds().contains("ResponseDone"));
                            send(Command.CommitAudio.now());
                        });
        assertEquals("ConversationCreated", ear.kinds().get(0));
        line.assertComplete();
        line.assertClosed();
    }

    @Test
    void a_command_of_another_type_fails_the_scenario_and_the_command() {
        AssertionError error =
                assertThrows(
                        AssertionError.class,
                        () ->
                                new Scenario(line)
                                        .expect(Command.CreateItem.class)
                                        .run(
                                                () ->
                                                        assertInstanceOf(
                                                                AssertionError.class,
                                                                cause(
                                                                        send(
                                                                                Command.CommitAudio
                                                                                        .now())))));
        assertTrue(error.toString().contains("expected CreateItem"), error.toString());
    }

    @Test
    void a_command_that_the_matcher_does_not_like_fails_the_scenario() {
        assertThrows(
                AssertionError.class,
                () ->
                        new Scenario(line)
                                .expect(Command.CreateResponse.class, c -> c.options().outOfBand())
                                .run(
                                        () ->
                                                send(
                                                        Command.CreateResponse.of(
                                                                ResponseOptions.DEFAULT))));
    }

    @Test
    void a_command_after_the_end_of_the_script_fails_the_scenario() {
        AssertionError error =
                assertThrows(
                        AssertionError.class,
                        () -> new Scenario(line).run(() -> send(Command.CommitAudio.now())));
        assertTrue(error.toString().contains("the script is over"), error.toString());
    }

    @Test
    void an_exercise_that_ends_too_early_fails_the_scenario() {
        AssertionError error =
                assertThrows(
                        AssertionError.class,
                        () ->
                                new Scenario(line)
                                        .expect(Command.CommitAudio.class)
                                        .run(() -> loop.run()));
        assertTrue(error.toString().contains("still waits"), error.toString());
    }

    @Test
    void an_exception_of_the_exercise_comes_out() {
        IOException thrown = new IOException("disk full");
        assertSame(
                thrown,
                assertThrows(
                        IOException.class,
                        () ->
                                new Scenario(line)
                                        .run(
                                                () -> {
                                                    throw thrown;
                                                })));
    }

    private CompletionStage<Receipt> send(Command command) {
        return loop.call(() -> line.send(command));
    }

    private static @Nullable Throwable cause(CompletionStage<?> stage) {
        return assertThrows(CompletionException.class, stage.toCompletableFuture()::join)
                .getCause();
    }
}
