package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.session.Voice;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ConfigTest {
    private static RealtimeAgent withTool(String name) {
        return RealtimeAgent.builder(name)
                .instructions("I am " + name)
                .voice("agents")
                .tool(ToolRuntimeTest.tool(name + "_tool", () -> "x"))
                .build();
    }

    @Test
    void a_line_opens_with_defaults_choices_and_agent_in_their_order() {
        try (Call call =
                Call.with(
                        SessionOptions.builder()
                                .agent(withTool("a"))
                                .config(
                                        SessionConfig.builder()
                                                .instructions("not the agent's")
                                                .voice("mine")
                                                .speed(1.5)
                                                .build()))) {
            SessionConfig config = call.opening();
            assertTrue(Call.has(config, ConfigField.VOICE, Voice.of("mine")));
            assertTrue(Call.has(config, ConfigField.INSTRUCTIONS, "I am a"));
            assertTrue(Call.has(config, ConfigField.SPEED, 1.5));
            assertTrue(Call.has(config, ConfigField.INPUT_FORMAT, AudioFormat.PCM16_24K));
            assertEquals(1, config.value(ConfigField.TOOLS).orElseThrow().size());
            assertTrue(config.value(ConfigField.TRANSCRIPTION).isPresent());
            assertEquals(config, call.session.config());
        }
    }

    @Test
    void the_agents_voice_counts_where_the_session_names_none() {
        try (Call call = Call.with(withTool("a"))) {
            assertTrue(Call.has(call.opening(), ConfigField.VOICE, Voice.of("agents")));
        }
    }

    @Test
    void an_update_names_only_what_differs() {
        try (Call call = Call.with(withTool("a"))) {
            call.does(
                    () ->
                            call.session.updateConfig(
                                    SessionConfig.builder()
                                            .speed(1.2)
                                            .instructions("I am a")
                                            .build()));
            Command.UpdateSession update = call.line().expect(Command.UpdateSession.class);
            assertEquals(Set.of(ConfigField.SPEED), update.change().fields());
            call.does(() -> call.session.updateConfig(SessionConfig.builder().speed(1.2).build()));
            call.line().assertComplete();
        }
    }

    @Test
    void an_agent_without_tools_takes_the_former_ones_away() {
        try (Call call = Call.with(withTool("a"))) {
            RealtimeAgent bare = RealtimeAgent.builder("bare").instructions("I am bare").build();
            CompletionStage<Void> done = call.does(() -> call.session.updateAgent(bare));
            done.toCompletableFuture().join();
            Command.UpdateSession update = call.line().expect(Command.UpdateSession.class);
            assertTrue(Call.has(update.change(), ConfigField.TOOLS, List.of()));
            assertFalse(update.change().fields().contains(ConfigField.TURN_DETECTION));
            SessionEvent.AgentHandoff handoff = call.only(SessionEvent.AgentHandoff.class);
            assertEquals("a", handoff.from());
            assertEquals("bare", handoff.to());
        }
    }

    @Test
    void tools_of_one_name_are_refused_with_the_name() {
        try (Call call = Call.with(withTool("a"))) {
            RealtimeAgent twice =
                    RealtimeAgent.builder("twice")
                            .tool(ToolRuntimeTest.tool("same", () -> "1"))
                            .tool(ToolRuntimeTest.tool("same", () -> "2"))
                            .build();
            CompletionStage<Void> update = call.does(() -> call.session.updateAgent(twice));
            CompletionException refused =
                    assertThrows(
                            CompletionException.class, () -> update.toCompletableFuture().join());
            assertTrue(refused.getCause() instanceof IllegalArgumentException);
            assertTrue(String.valueOf(refused.getMessage()).contains("same (2 function tools)"));
            call.line().assertComplete();
        }
    }

    @Test
    void what_the_provider_cannot_have_is_refused_and_changes_nothing() {
        var everything = io.patchbay.tck.ScriptedProvider.everything();
        var fields = new java.util.HashMap<>(everything.mutability());
        fields.remove(ConfigField.SPEED);
        var less =
                new io.patchbay.api.provider.ProviderCapabilities(
                        everything.features(),
                        everything.inputFormats(),
                        everything.outputFormats(),
                        fields,
                        everything.resumption(),
                        everything.moveOrder(),
                        null,
                        everything.limits());
        var loop = new io.patchbay.tck.VirtualLoop();
        var lines = new io.patchbay.tck.ScriptedTransportFactory();
        var patchbay =
                io.patchbay.runtime.Patchbay.builder()
                        .loops(() -> loop)
                        .workers(loop)
                        .transport(lines)
                        .provider(new io.patchbay.tck.ScriptedProvider(less))
                        .build();
        RealtimeSession session =
                patchbay.open(SessionOptions.builder().line(Call.scripted()).build());
        session.connect();
        loop.run();
        CompletionStage<Void> refused =
                session.updateConfig(SessionConfig.builder().speed(2).instructions("new").build());
        loop.run();
        CompletionException thrown =
                assertThrows(CompletionException.class, () -> refused.toCompletableFuture().join());
        assertTrue(String.valueOf(thrown.getMessage()).contains("speed"));
        lines.last().assertComplete();
    }

    @Test
    void what_the_provider_cannot_have_fails_the_connect_before_anything_is_sent() {
        var everything = io.patchbay.tck.ScriptedProvider.everything();
        var fields = new java.util.HashMap<>(everything.mutability());
        fields.remove(ConfigField.SPEED);
        fields.remove(ConfigField.TOOLS);
        var less =
                new io.patchbay.api.provider.ProviderCapabilities(
                        everything.features(),
                        everything.inputFormats(),
                        everything.outputFormats(),
                        fields,
                        everything.resumption(),
                        everything.moveOrder(),
                        null,
                        everything.limits());
        var loop = new io.patchbay.tck.VirtualLoop();
        var lines = new io.patchbay.tck.ScriptedTransportFactory();
        var patchbay =
                io.patchbay.runtime.Patchbay.builder()
                        .loops(() -> loop)
                        .workers(loop)
                        .transport(lines)
                        .provider(new io.patchbay.tck.ScriptedProvider(less))
                        .build();
        CompletionStage<Void> refused =
                patchbay.open(
                                SessionOptions.builder()
                                        .agent(Call.agent())
                                        .config(SessionConfig.builder().speed(2).build())
                                        .line(Call.scripted())
                                        .build())
                        .connect();
        loop.run();
        CompletionException thrown =
                assertThrows(CompletionException.class, () -> refused.toCompletableFuture().join());
        String message = String.valueOf(thrown.getMessage());
        assertTrue(message.contains("speed: ") && !message.contains("tools"), message);
        assertEquals(0, lines.last().connects().size());
        // an agent without tools asks for none
        CompletionStage<Void> taken =
                patchbay.open(
                                SessionOptions.builder()
                                        .agent(Call.agent())
                                        .line(Call.scripted())
                                        .build())
                        .connect();
        loop.run();
        taken.toCompletableFuture().join();
    }

    @Test
    void a_change_that_the_provider_refuses_counts_for_nothing() {
        SessionConfig change = SessionConfig.builder().speed(1.2).instructions("new").build();
        try (Call call = Call.with(withTool("a"))) {
            call.line().confirmUpdates(false);
            call.does(() -> call.session.updateConfig(change));
            String refused = call.line().expect(Command.UpdateSession.class).id();
            call.hears(InterruptionTest.error("invalid_value", refused));
            assertEquals(1, call.events(SessionEvent.Error.class).size());

            call.does(() -> call.session.updateConfig(change));
            assertEquals(change, call.line().expect(Command.UpdateSession.class).change());
        }
    }

    @Test
    void a_raw_update_keeps_the_cache_right() {
        try (Call call = Call.with(withTool("a"))) {
            call.does(
                    () ->
                            call.session.sendEvent(
                                    "{\"type\":\"session.update\",\"session\":{\"speed\":1.2}}"));
            call.line().expect(Command.Raw.class);
            call.hears(
                    new TransportEvent.SessionUpdated(
                            call.session
                                    .config()
                                    .with(SessionConfig.builder().speed(1.2).build())));
            // what the provider has now need not be sent again, what it had before must be
            call.does(() -> call.session.updateConfig(SessionConfig.builder().speed(1.2).build()));
            call.line().assertComplete();
            call.does(() -> call.session.updateConfig(SessionConfig.builder().speed(1.0).build()));
            call.line().expect(Command.UpdateSession.class);
        }
    }

    private static void raw(Call call, String json) {
        call.does(() -> call.session.sendEvent(json));
        call.line().expect(Command.Raw.class);
    }

    private static SessionConfig change(double speed) {
        return SessionConfig.builder().speed(speed).build();
    }

    private static SessionConfig tokens(int most) {
        return SessionConfig.builder().maxOutputTokens(most).build();
    }

    private static void confirms(Call call, SessionConfig change) {
        call.hears(new TransportEvent.SessionUpdated(call.session.config().with(change)));
    }

    @Test
    void a_raw_update_is_told_from_another_one_that_is_on_its_way() {
        try (Call call = Call.with(withTool("a"))) {
            call.line().confirmUpdates(false);
            call.does(() -> call.session.updateConfig(tokens(100)));
            call.line().expect(Command.UpdateSession.class);
            raw(call, "{\"type\":\"session.update\",\"session\":{\"audio\":{}}}");
            call.does(() -> call.session.updateConfig(tokens(200)));
            call.line().expect(Command.UpdateSession.class);
            confirms(call, tokens(100));
            confirms(call, change(1.2)); // the raw one
            confirms(call, tokens(200));
            // all of it is known: nothing need be sent again
            call.does(() -> call.session.updateConfig(change(1.2).with(tokens(200))));
            call.line().assertComplete();
            call.does(() -> call.session.updateConfig(change(1.0)));
            assertEquals(change(1.0), call.line().expect(Command.UpdateSession.class).change());
        }
    }

    @Test
    void the_lines_own_tracing_is_not_taken_for_a_raw_update() {
        SessionConfig traced =
                SessionConfig.builder()
                        .set(ConfigField.TRACING, new io.patchbay.api.session.Tracing.Auto())
                        .build();
        try (Call call = Call.with(withTool("a"))) {
            raw(call, "{\"type\":\"session.update\",\"session\":{\"audio\":{}}}");
            confirms(call, traced); // the answer to what the line sent when it began
            confirms(call, change(1.2));
            call.does(() -> call.session.updateConfig(change(1.2)));
            call.line().assertComplete();
        }
    }

    @Test
    void a_raw_update_that_is_refused_waits_for_no_answer() {
        try (Call call = Call.with(withTool("a"))) {
            raw(call, "{\"type\":\"session.update\",\"event_id\":\"mine\",\"session\":{}}");
            call.hears(InterruptionTest.error("invalid_value", "mine"));
            // somebody else, a sideband perhaps, changes something; we did not ask for it
            confirms(call, change(1.2));
            call.does(() -> call.session.updateConfig(change(1.2)));
            assertEquals(change(1.2), call.line().expect(Command.UpdateSession.class).change());
        }
    }

    @Test
    void every_clearable_field_can_be_cleared_while_the_line_stands() {
        List<ConfigField<?>> fields =
                List.of(
                        ConfigField.TOOLS,
                        ConfigField.TRANSCRIPTION,
                        ConfigField.TURN_DETECTION,
                        ConfigField.INSTRUCTIONS);
        for (ConfigField<?> field : fields) {
            try (Call call = Call.with(withTool("a"))) {
                SessionConfig change = SessionConfig.builder().clear(field).build();
                call.does(() -> call.session.updateConfig(change));
                assertEquals(change, call.line().expect(Command.UpdateSession.class).change());
            }
        }
    }

    @Test
    void a_providers_own_members_stay_through_later_changes_and_lines() {
        try (Call call =
                Call.with(
                        SessionOptions.builder()
                                .agent(withTool("a"))
                                .legs(io.patchbay.api.session.LegPolicy.CLOSE_TOGETHER)
                                .config(
                                        SessionConfig.builder()
                                                .providerData("{\"x\":1}")
                                                .build()))) {
            assertTrue(Call.has(call.opening(), ConfigField.PROVIDER_DATA, "{\"x\":1}"));
            call.does(() -> call.session.updateConfig(change(1.2)));
            assertEquals(change(1.2), call.line().expect(Command.UpdateSession.class).change());
            assertTrue(Call.has(call.session.config(), ConfigField.PROVIDER_DATA, "{\"x\":1}"));
        }
    }

    @Test
    void a_change_before_the_connect_is_part_of_the_opening() {
        try (Call call = Call.opened(SessionOptions.builder().agent(withTool("a")))) {
            call.does(
                    () ->
                            call.session.updateConfig(
                                    SessionConfig.builder()
                                            .speed(0.9)
                                            .clear(ConfigField.TURN_DETECTION)
                                            .build()));
            call.connect();
            assertTrue(Call.has(call.opening(), ConfigField.SPEED, 0.9));
            assertTrue(call.opening().get(ConfigField.TURN_DETECTION).isPresent());
            assertEquals(
                    java.util.Optional.<TurnDetection>empty(),
                    call.opening().value(ConfigField.TURN_DETECTION));
        }
    }

    @Test
    void instructions_for_one_response_come_after_the_agents_own() {
        try (Call call = Call.with(withTool("a"))) {
            call.does(() -> call.session.requestResponse(ResponseOptions.instructions("Greet.")));
            Command.CreateResponse create = call.line().expect(Command.CreateResponse.class);
            assertEquals(
                    "I am a\n\nGreet.",
                    create.options().overrides().value(ConfigField.INSTRUCTIONS).orElseThrow());
        }
    }
}
