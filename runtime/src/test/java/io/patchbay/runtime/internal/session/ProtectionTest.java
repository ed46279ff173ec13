package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.Turn;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Utterances that the caller's speech leaves alone (RULES 16). */
class ProtectionTest {
    private static final ResponseOptions PROTECTED =
            ResponseOptions.instructions("Read the terms.").toBuilder()
                    .uninterruptible(true)
                    .build();

    private static void expectTurns(Call call, boolean create, boolean interrupt) {
        TurnDetection told =
                call.line()
                        .expect(Command.UpdateSession.class)
                        .change()
                        .value(ConfigField.TURN_DETECTION)
                        .orElseThrow();
        assertEquals(create, told.createResponse());
        assertEquals(interrupt, told.interruptResponse());
    }

    private static Turn terms(Call call) {
        call.does(() -> call.session.requestResponse(PROTECTED));
        expectTurns(call, false, false);
        call.line().expect(Command.CreateResponse.class);
        return call.turns.spokenAnswer("the terms are", 2_000);
    }

    @Test
    void speech_leaves_it_alone_and_the_turn_is_answered_after_it() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            call.hears(terms(call));
            call.advance(500);
            call.hears(call.turns.callerSays("Yes, yes"));
            call.line().assertComplete();
            assertTrue(call.events(SessionEvent.AudioInterrupted.class).isEmpty());
            assertTrue(call.events(SessionEvent.AudioPaused.class).isEmpty());

            call.advance(1_600);
            expectTurns(call, true, true);
            call.line().expect(Command.CreateResponse.class);
            call.line().assertComplete();
        }
    }

    @Test
    void a_server_that_was_left_to_its_defaults_is_told_them_by_name_afterwards() {
        try (Call call = Call.with(Call.agent())) {
            call.hears(terms(call));
            call.advance(2_100);
            expectTurns(call, true, true);
            call.line().assertComplete();
            call.hears(call.turns.callerSays("And now the server answers"));
            call.line().assertComplete();
        }
    }

    @Test
    void the_application_may_interrupt_it_all_the_same() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            Turn terms = terms(call);
            call.hears(terms.before(TransportEvent.AudioDone.class));
            call.advance(500);
            call.does(call.session::interrupt);
            call.line().expect(Command.CancelResponse.class);
            call.line().expect(Command.TruncateItem.class);
            call.hears(call.turns.cut(terms, "the", "client_cancelled"));
            expectTurns(call, true, true);
            call.line().assertComplete();
        }
    }

    @Test
    void a_protected_response_that_fails_or_is_refused_leaves_no_protection_behind() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            call.does(() -> call.session.requestResponse(PROTECTED));
            expectTurns(call, false, false);
            String id = call.line().expect(Command.CreateResponse.class).id();
            call.hears(InterruptionTest.error("invalid_value", id));
            expectTurns(call, true, true);

            call.line().failNext(Command.CreateResponse.class, new IllegalStateException("full"));
            call.does(() -> call.session.requestResponse(PROTECTED));
            expectTurns(call, false, false);
            call.line().expect(Command.CreateResponse.class);
            expectTurns(call, true, true);

            call.does(() -> call.session.requestResponse(PROTECTED));
            expectTurns(call, false, false);
            call.line().expect(Command.CreateResponse.class);
            call.advance(20_000); // never begins
            call.line().expect(Command.CancelResponse.class);
            expectTurns(call, true, true);
            call.line().assertComplete();
        }
    }

    @Test
    void a_turn_of_the_server_that_came_first_is_not_the_protected_one() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            call.does(() -> call.session.requestResponse(PROTECTED));
            expectTurns(call, false, false);
            String id = call.line().expect(Command.CreateResponse.class).id();
            Turn own = call.turns.spokenAnswer("the server's own", 500);
            call.hears(own.before(TransportEvent.AudioDone.class));
            call.hears(InterruptionTest.error("conversation_already_has_active_response", id));
            expectTurns(call, true, true);
            call.hears(own.from(TransportEvent.AudioDone.class));
            expectTurns(call, false, false);
            call.line().expect(Command.CreateResponse.class);
            call.line().assertComplete();
        }
    }

    @Test
    void a_protected_answer_beside_the_conversation_is_protected_until_it_is_played() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            ResponseOptions beside =
                    PROTECTED.toBuilder()
                            .outOfBand(true)
                            .input(List.of())
                            .metadata(Map.of("for", "greeting"))
                            .build();
            call.does(() -> call.session.requestResponse(beside));
            expectTurns(call, false, false);
            call.line().expect(Command.CreateResponse.class);
            call.hears(started("beside", Response.Status.IN_PROGRESS));
            call.line()
                    .emitAudio(
                            "beside",
                            "item_beside",
                            io.patchbay.tck.ScriptedTurns.tone(
                                    io.patchbay.api.audio.AudioFormat.PCM16_24K, 0, 500));
            call.hears(new TransportEvent.AudioDone("beside", "item_beside", 0));
            call.hears(new TransportEvent.SpeechStarted("item_9", 0));
            call.hears(
                    new TransportEvent.ResponseDone(response("beside", Response.Status.COMPLETED)));
            call.line().assertComplete();
            call.advance(500);
            expectTurns(call, true, true);
            call.line().assertComplete();
        }
    }

    private static TransportEvent started(String id, Response.Status status) {
        return new TransportEvent.ResponseStarted(response(id, status));
    }

    private static Response response(String id, Response.Status status) {
        return new Response(id, status, null, null, List.of(), true, Map.of(), null);
    }

    @Test
    void a_line_that_cannot_protect_refuses_with_the_reason() {
        try (Call call =
                Call.with(
                        io.patchbay.api.session.SessionOptions.builder(),
                        new io.patchbay.api.transport.TransportCapabilities(
                                "scripted",
                                io.patchbay.api.transport.TransportCapabilities.Media.PACKETS,
                                true,
                                false))) {
            var asked = call.does(() -> call.session.requestResponse(PROTECTED));
            @Nullable Throwable why =
                    Assertions.assertThrows(
                                    CompletionException.class,
                                    () -> asked.toCompletableFuture().join())
                            .getCause();
            assertTrue(String.valueOf(why).contains("uninterruptible"));
            call.line().assertComplete();
        }
    }
}
