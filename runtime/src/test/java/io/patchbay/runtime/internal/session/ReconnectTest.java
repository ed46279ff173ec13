package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.history.Item;
import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.LegPolicy;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.ReconnectPolicy;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.Restoration;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.BacklogException;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportState;
import io.patchbay.tck.ScriptedTurns;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A line is lost and comes back, or does not. */
class ReconnectTest {
    @Test
    void a_lost_line_comes_back_after_a_pause_and_says_so() {
        try (Call call = Call.with(Call.agent())) {
            call.says("Hello");
            call.events.clear();
            Lines.breaks(call);
            assertEquals(SessionState.RECONNECTING, call.session.state());
            assertEquals(Lines.RESET, call.only(SessionEvent.Disconnected.class).reason());
            SessionEvent.Reconnecting waiting = call.only(SessionEvent.Reconnecting.class);
            assertEquals(1, waiting.attempt());
            assertEquals(Lines.RESET, waiting.cause());
            assertTrue(waiting.delay().toMillis() >= 125 && waiting.delay().toMillis() <= 250);
            assertEquals(1, call.lines.created().size());

            Lines.attempt(call);
            assertEquals(SessionState.CONNECTED, call.session.state());
            SessionEvent.Reconnected back = call.only(SessionEvent.Reconnected.class);
            assertEquals(Restoration.REPLAYED, back.restored());
            assertEquals(List.of(), back.lost());
            assertEquals(2, back.stamp().generation());
            assertEquals(Lines.ids(call.session.history().items()), Lines.ids(Lines.told(call)));
            assertTrue(call.events(SessionEvent.HistoryAdded.class).isEmpty());
            assertTrue(call.events(SessionEvent.HistoryUpdated.class).isEmpty());
        }
    }

    @Test
    void delays_grow_to_their_bound_with_jitter_and_the_attempts_end() {
        ReconnectPolicy policy =
                ReconnectPolicy.builder()
                        .attempts(4)
                        .firstDelay(Duration.ofMillis(100))
                        .longestDelay(Duration.ofMillis(300))
                        .build();
        try (Call call = Call.with(SessionOptions.builder().reconnect(policy))) {
            call.lines.prepare(line -> line.failNextConnect(Lines.RESET));
            call.line().disconnect(Lines.RESET);
            call.run();
            for (int i = 0; i < 4; i++) {
                assertEquals(SessionState.RECONNECTING, call.session.state());
                Lines.attempt(call);
            }
            List<Duration> delays =
                    call.events(SessionEvent.Reconnecting.class).stream()
                            .map(SessionEvent.Reconnecting::delay)
                            .toList();
            List<Integer> bounds = List.of(100, 200, 300, 300);
            for (int i = 0; i < 4; i++) {
                long nanos = delays.get(i).toNanos();
                assertTrue(nanos >= bounds.get(i) * 500_000L, delays::toString);
                assertTrue(nanos <= bounds.get(i) * 1_000_000L, delays::toString);
            }
            assertEquals(SessionState.CLOSED, call.session.state());
            assertTrue(call.only(SessionEvent.Error.class).message().contains("connection reset"));
            assertEquals(5, call.lines.created().size());
            assertEquals(0, call.loop.timers());
        }
    }

    @Test
    void the_pause_is_between_half_and_all_of_what_doubles_each_time() {
        ReconnectPolicy policy =
                ReconnectPolicy.builder()
                        .firstDelay(Duration.ofMillis(100))
                        .longestDelay(Duration.ofSeconds(1))
                        .build();
        Backoff least = new Backoff(policy, () -> 0);
        Backoff most = new Backoff(policy, () -> 0.5);
        assertEquals(Duration.ofMillis(50), least.before(1));
        assertEquals(Duration.ofMillis(75), most.before(1));
        assertEquals(Duration.ofMillis(400), least.before(4));
        assertEquals(Duration.ofMillis(500), least.before(5));
        assertEquals(Duration.ofMillis(500), least.before(1_000_000));
    }

    @Test
    void a_line_that_dies_young_does_not_begin_a_new_count() {
        ReconnectPolicy policy = ReconnectPolicy.builder().attempts(3).build();
        try (Call call = Call.with(SessionOptions.builder().reconnect(policy))) {
            call.advance(60_000);
            for (int i = 0; i < 3; i++) {
                Lines.again(call);
            }
            Lines.breaks(call);
            assertEquals(SessionState.CLOSED, call.session.state());
        }
    }

    @Test
    void an_end_that_needs_a_person_is_final_at_once() {
        try (Call call = Call.with(Call.agent())) {
            call.line().disconnect(Lines.QUOTA);
            call.run();
            assertEquals(SessionState.CLOSED, call.session.state());
            assertFalse(call.only(SessionEvent.Disconnected.class).reason().retryable());
            assertTrue(call.events(SessionEvent.Reconnecting.class).isEmpty());
            assertEquals(1, call.lines.created().size());
        }
    }

    @Test
    void a_fatal_refusal_of_an_attempt_ends_the_attempts() {
        try (Call call = Call.with(Call.agent())) {
            call.lines.prepare(line -> line.failNextConnect(Lines.QUOTA));
            call.line().disconnect(Lines.RESET);
            call.run();
            Lines.attempt(call);
            assertEquals(SessionState.CLOSED, call.session.state());
            assertEquals(2, call.lines.created().size());
        }
    }

    @Test
    void credentials_are_asked_again_at_each_attempt() {
        AtomicInteger asked = new AtomicInteger();
        LineChoice line =
                LineChoice.builder()
                        .transport("scripted")
                        .provider("scripted")
                        .credentials(
                                scope ->
                                        CompletableFuture.completedFuture(
                                                new Credential(
                                                        Credential.Kind.API_KEY,
                                                        Secret.of("k" + asked.incrementAndGet()),
                                                        null)))
                        .build();
        try (Call call = Call.with(SessionOptions.builder().line(line))) {
            assertEquals(1, asked.get());
            Lines.again(call);
            assertEquals(2, asked.get());
        }
    }

    @Test
    void the_next_choice_is_taken_when_the_first_lets_nobody_in() {
        LineChoice backup =
                LineChoice.builder()
                        .transport("scripted")
                        .provider("scripted")
                        .model("backup")
                        .key("k")
                        .build();
        try (Call call = Call.with(SessionOptions.builder().line(Call.scripted()).line(backup))) {
            call.line().disconnect(Lines.QUOTA);
            call.run();
            Lines.attempt(call);
            assertEquals(SessionState.CONNECTED, call.session.state());
            assertEquals("backup", call.line().connects().get(0).model());
        }
    }

    @Test
    void the_current_agent_and_changed_settings_are_kept() {
        try (Call call = Call.with(Call.agent())) {
            RealtimeAgent second =
                    RealtimeAgent.builder("second").instructions("Be brief.").build();
            call.does(() -> call.session.updateAgent(second));
            call.does(() -> call.session.updateConfig(SessionConfig.builder().speed(1.2).build()));
            Lines.again(call);
            assertEquals("second", call.session.agent().orElseThrow().name());
            SessionConfig opening = call.opening();
            assertTrue(Call.has(opening, ConfigField.INSTRUCTIONS, "Be brief."));
            assertTrue(Call.has(opening, ConfigField.SPEED, 1.2));
        }
    }

    @Test
    void a_change_made_while_the_line_opens_is_told_when_it_stands() {
        try (Call call = Call.with(Call.agent())) {
            call.lines.prepare(line -> line.openByHand(true));
            call.line().disconnect(Lines.RESET);
            call.run();
            Lines.attempt(call);
            call.does(() -> call.session.updateConfig(SessionConfig.builder().speed(1.3).build()));
            call.line().accept();
            call.run();
            assertEquals(
                    1.3,
                    call.line()
                            .expect(Command.UpdateSession.class)
                            .change()
                            .value(ConfigField.SPEED)
                            .orElseThrow());
        }
    }

    @Test
    void messages_wait_in_order_and_are_sent_after_the_replay() {
        try (Call call = Call.with(Call.agent())) {
            call.says("Before");
            String before = call.session.history().items().get(0).id();
            Lines.breaks(call);
            CompletionStage<Receipt> first = call.does(() -> call.session.sendMessage("One"));
            CompletionStage<Receipt> second =
                    call.does(() -> call.session.sendMessage("Two", false));
            assertFalse(first.toCompletableFuture().isDone());
            Lines.attempt(call);
            first.toCompletableFuture().join();
            second.toCompletableFuture().join();
            List<Item> told = Lines.told(call);
            assertEquals(before, told.get(0).id());
            assertEquals("One", ((Item.Message) told.get(1)).text());
            assertEquals("Two", ((Item.Message) told.get(2)).text());
            assertEquals(1, call.line().commands(Command.CreateResponse.class).size());
            assertEquals(3, call.session.history().size());
        }
    }

    @Test
    void what_waits_is_bounded_and_fails_when_no_line_comes() {
        ReconnectPolicy once = ReconnectPolicy.builder().attempts(1).build();
        try (Call call = Call.with(SessionOptions.builder().reconnect(once))) {
            call.lines.prepare(line -> line.failNextConnect(Lines.RESET));
            call.line().disconnect(Lines.RESET);
            call.run();
            CompletionStage<Receipt> first = call.session.sendMessage("x", false);
            for (int i = 0; i < 255; i++) {
                call.session.sendMessage("x", false);
            }
            CompletionStage<Receipt> over = call.does(() -> call.session.sendMessage("y", false));
            assertInstanceOf(BacklogException.class, cause(over));
            Lines.attempt(call);
            assertTrue(String.valueOf(cause(first).getMessage()).contains("did not come back"));
        }
    }

    private static Throwable cause(CompletionStage<?> stage) {
        return Objects.requireNonNull(
                assertThrows(CompletionException.class, () -> stage.toCompletableFuture().join())
                        .getCause());
    }

    @Test
    void a_message_that_the_line_took_and_never_acknowledged_is_sent_again() {
        try (Call call = Call.with(Call.agent())) {
            call.does(() -> call.session.sendMessage("Hello?"));
            Item sent = call.line().expect(Command.CreateItem.class).item();
            call.line().expect(Command.CreateResponse.class);
            Lines.again(call);
            assertEquals(sent, call.line().expect(Command.CreateItem.class).item());
            call.line().expect(Command.CreateResponse.class);
            assertEquals(1, call.session.history().size());
        }
    }

    @Test
    void a_requested_answer_that_never_began_is_asked_for_again() {
        try (Call call = Call.with(Call.agent())) {
            call.says("Hello");
            Lines.again(call);
            assertEquals(1, call.line().commands(Command.CreateResponse.class).size());
        }
    }

    @Test
    void a_turn_that_nobody_has_answered_is_answered_on_the_new_line() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            call.hears(call.turns.callerSays("What time is it?"));
            SessionEvent.Reconnected back = Lines.again(call);
            assertEquals(Restoration.REPLAYED, back.restored());
            assertEquals("What time is it?", ((Item.Message) Lines.told(call).get(0)).text());
            assertEquals(1, call.line().commands(Command.CreateResponse.class).size());
        }
    }

    @Test
    void a_second_connect_is_refused_while_the_line_comes_back() {
        try (Call call = Call.with(Call.agent())) {
            Lines.breaks(call);
            String why =
                    String.valueOf(
                            assertThrows(IllegalStateException.class, call.session::connect)
                                    .getMessage());
            assertTrue(why.contains("reconnecting"));
            Lines.attempt(call);
            assertEquals(SessionState.CONNECTED, call.session.state());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"back-off", "key", "endpoint", "socket", "replay"})
    void a_close_at_any_step_ends_it_and_leaves_nothing(String step) {
        CompletableFuture<Credential> key = new CompletableFuture<>();
        AtomicInteger asked = new AtomicInteger();
        LineChoice line =
                LineChoice.builder()
                        .transport("scripted")
                        .provider("scripted")
                        .credentials(
                                scope ->
                                        step.equals("key") && asked.getAndIncrement() > 0
                                                ? key
                                                : CompletableFuture.completedFuture(
                                                        new Credential(
                                                                Credential.Kind.API_KEY,
                                                                Secret.of("k"),
                                                                null)))
                        .build();
        Call call = Call.with(SessionOptions.builder().agent(Call.agent()).line(line));
        call.says("Hello");
        call.lines.prepare(next -> next.openByHand(!step.equals("replay")));
        call.line().disconnect(Lines.RESET);
        call.run();
        if (!step.equals("back-off")) {
            Lines.attempt(call);
        }
        CompletionStage<Void> closed = call.does(() -> call.session.close(CloseReason.NORMAL));
        key.complete(new Credential(Credential.Kind.API_KEY, Secret.of("late"), null));
        call.run();
        closed.toCompletableFuture().join();
        assertEquals(SessionState.CLOSED, call.session.state());
        call.lines
                .created()
                .forEach(made -> assertEquals(TransportState.DISCONNECTED, made.state()));
        assertEquals(0, call.loop.timers());
        assertTrue(call.events(SessionEvent.Reconnected.class).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                SessionEvent.Disconnected.class,
                SessionEvent.Reconnecting.class,
                SessionEvent.StateChanged.class,
                SessionEvent.Connected.class,
                SessionEvent.Reconnected.class,
                SessionEvent.ConfigChanged.class
            })
    void a_listener_may_close_inside_any_event(Class<? extends SessionEvent> kind) {
        Call call = Call.with(Call.agent());
        call.says("Hello");
        List<SessionState> after = new ArrayList<>();
        call.session.listenInline(
                new SessionListener() {
                    @Override
                    public void onEvent(SessionEvent event) {
                        if (kind.isInstance(event)) {
                            call.session.close(CloseReason.NORMAL);
                            after.add(call.session.state());
                        }
                    }
                });
        Lines.breaks(call);
        if (call.session.state() == SessionState.RECONNECTING) {
            Lines.attempt(call);
        }
        assertEquals(SessionState.CLOSED, after.get(0));
        assertEquals(SessionState.CLOSED, call.session.state());
        assertEquals(0, call.loop.timers());
        call.lines
                .created()
                .forEach(made -> assertEquals(TransportState.DISCONNECTED, made.state()));
    }

    @Test
    void a_listener_that_throws_or_connects_in_every_event_does_no_harm() {
        try (Call call = Call.with(Call.agent())) {
            List<String> refusals = new ArrayList<>();
            call.session.listenInline(
                    new SessionListener() {
                        @Override
                        public void onEvent(SessionEvent event) {
                            try {
                                call.session.connect();
                            } catch (IllegalStateException e) {
                                refusals.add(String.valueOf(e.getMessage()));
                            }
                            throw new IllegalStateException("mine");
                        }
                    });
            SessionEvent.Reconnected back = Lines.again(call);
            assertEquals(Restoration.FRESH, back.restored());
            assertEquals(SessionState.CONNECTED, call.session.state());
            assertFalse(refusals.isEmpty());
            assertEquals(2, call.lines.created().size());
        }
    }

    @Test
    void a_line_that_dies_during_the_replay_is_one_more_failed_attempt() {
        try (Call call = Call.with(Call.agent())) {
            call.says("Hello");
            call.lines.prepare(line -> {});
            call.line().disconnect(Lines.RESET);
            call.run();
            Lines.attempt(call);
            assertEquals(SessionState.RECONNECTING, call.session.state());
            call.line().disconnect(Lines.RESET);
            call.run();
            call.lines.prepare(line -> line.acknowledgeItems(true));
            assertEquals(2, call.events(SessionEvent.Reconnecting.class).size());
            Lines.attempt(call);
            assertEquals(SessionState.CONNECTED, call.session.state());
            assertEquals(1, call.session.history().size());
        }
    }

    private static ProviderCapabilities resuming() {
        ProviderCapabilities all = io.patchbay.tck.ScriptedProvider.everything();
        return new ProviderCapabilities(
                all.features(),
                all.inputFormats(),
                all.outputFormats(),
                all.mutability(),
                ProviderCapabilities.Resumption.HANDLE,
                ProviderCapabilities.MoveOrder.CLOSE_FIRST,
                null,
                all.limits());
    }

    private static Call resumable() {
        LineChoice choice =
                LineChoice.builder().transport("scripted").provider("resuming").key("k").build();
        Call call =
                Call.opened(
                        SessionOptions.builder().line(choice),
                        plugs -> plugs.provider(new NamedProvider("resuming", resuming())));
        call.connect();
        call.hears(
                new TransportEvent.Resumption(
                        new ResumptionHandle("resuming", Secret.of("h1"), null)));
        return call;
    }

    @Test
    void a_provider_with_a_handle_resumes_and_nothing_is_told_again() {
        try (Call call = resumable()) {
            call.says("Hello");
            SessionEvent.Reconnected back = Lines.again(call);
            assertEquals(Restoration.RESUMED, back.restored());
            assertTrue(call.line().connects().get(0).resumption());
            assertTrue(Lines.told(call).isEmpty());
        }
    }

    @Test
    void a_spent_handle_gives_way_to_a_replay() {
        try (Call call = resumable()) {
            call.says("Hello");
            List<Boolean> tried = new ArrayList<>();
            call.lines.prepare(
                    line -> {
                        if (tried.isEmpty()) {
                            line.failNextConnect(
                                    new CloseReason(
                                            CloseReason.Cause.REMOTE, 1008, "handle", null));
                        }
                        tried.add(true);
                        line.acknowledgeItems(true);
                    });
            call.line().disconnect(Lines.RESET);
            call.run();
            Lines.attempt(call);
            assertEquals(
                    Restoration.REPLAYED, call.only(SessionEvent.Reconnected.class).restored());
            assertFalse(call.line().connects().get(0).resumption());
            assertEquals(1, Lines.told(call).size());
        }
    }

    @Test
    void a_call_that_the_provider_carries_is_attached_again() {
        LineChoice choice =
                LineChoice.builder()
                        .transport("scripted")
                        .provider("scripted")
                        .callId("rtc_1")
                        .key("k")
                        .build();
        try (Call call = Call.with(SessionOptions.builder().line(choice))) {
            call.says("Hello");
            call.hears(
                    call.turns
                            .spokenAnswer("Good day", 200)
                            .before(TransportEvent.AudioDone.class));
            SessionEvent.Reconnected back = Lines.again(call);
            assertEquals(Restoration.ATTACHED, back.restored());
            assertTrue(Lines.told(call).isEmpty());
        }
    }

    @Test
    void a_response_that_runs_on_an_attached_line_is_known_to_run() {
        LineChoice choice =
                LineChoice.builder()
                        .transport("scripted")
                        .provider("scripted")
                        .callId("rtc_1")
                        .key("k")
                        .build();
        try (Call call = Call.with(SessionOptions.builder().line(choice))) {
            call.lines.prepare(line -> line.openByHand(true));
            call.line().disconnect(Lines.RESET);
            call.run();
            Lines.attempt(call);
            call.hears(
                    call.turns.textAnswer("Running").before(TransportEvent.OutputItemAdded.class));
            call.line().accept();
            call.run();
            call.does(() -> call.session.sendMessage("And?"));
            call.line().expect(Command.CreateItem.class);
            assertEquals(0, call.line().commands(Command.CreateResponse.class).size());
        }
    }

    @Test
    void callers_hear_an_announcement_before_they_are_let_go() {
        AudioClip sorry = ScriptedTurns.tone(AudioFormat.PCM16_24K, 0, 500);
        try (Call call =
                Call.with(
                        SessionOptions.builder()
                                .reconnect(ReconnectPolicy.NEVER)
                                .legs(LegPolicy.announcing(sorry)))) {
            call.line().disconnect(Lines.RESET);
            call.run();
            assertEquals(500, call.heard.get(0).millis());
            assertEquals(SessionState.PARKED, call.session.state());
            call.advance(600);
            assertEquals(SessionState.CLOSED, call.session.state());
            assertEquals(0, call.loop.timers());
        }
    }

    @Test
    void a_leg_that_can_be_transferred_is_and_one_that_cannot_is_let_go() {
        LegPolicy away = LegPolicy.transferringTo(URI.create("tel:+15550100"));
        SessionOptions.Builder options =
                SessionOptions.builder().reconnect(ReconnectPolicy.NEVER).legs(away);
        try (Call call = Call.with(options)) {
            TestLeg phone = new TestLeg("leg", AudioFormat.PCMU_8K, AudioSink.Pacing.RUNTIME);
            call.does(
                    () -> {
                        call.session.addLeg(phone);
                        return true;
                    });
            call.line().disconnect(Lines.RESET);
            call.run();
            assertEquals(SessionState.CLOSED, call.session.state());
            assertEquals(1, call.events(SessionEvent.Error.class).size(), "the loss");
        }
        try (Call call =
                Call.with(SessionOptions.builder().reconnect(ReconnectPolicy.NEVER).legs(away))) {
            call.line().disconnect(Lines.RESET);
            call.run();
            assertEquals(SessionState.CLOSED, call.session.state());
            assertTrue(
                    call.events(SessionEvent.Error.class).stream()
                            .anyMatch(e -> e.message().contains("could not be transferred")));
        }
    }

    @Test
    void a_leg_policy_without_its_matter_is_refused_by_name() {
        assertTrue(
                String.valueOf(
                                assertThrows(
                                                IllegalArgumentException.class,
                                                () ->
                                                        LegPolicy.of(
                                                                LegPolicy.CallerGone.CLOSE,
                                                                LegPolicy.ModelGone.ANNOUNCE))
                                        .getMessage())
                        .startsWith("announcement"));
        assertTrue(
                String.valueOf(
                                assertThrows(
                                                IllegalArgumentException.class,
                                                () ->
                                                        LegPolicy.of(
                                                                LegPolicy.CallerGone.CLOSE,
                                                                LegPolicy.ModelGone.TRANSFER))
                                        .getMessage())
                        .startsWith("transferTo"));
    }
}
