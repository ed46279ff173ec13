package io.patchbay.emulator.face.deepgram.internal;

import static io.patchbay.emulator.face.deepgram.internal.AgentVoice.message;

import io.patchbay.emulator.face.internal.FaceLine;
import io.patchbay.emulator.protocol.internal.Json;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An agent with settings: what the client wants of it, and what the session makes of that. */
final class AgentSession {
    private static final String UPDATE = "settings";

    private final FaceLine line;
    private final AgentState state;
    private final AgentVoice voice;
    private final AgentCalls calls;
    private final BiConsumer<String, String> fail;
    private final ArrayDeque<Runnable> applied = new ArrayDeque<>();
    private final ArrayDeque<Runnable> whenIdle = new ArrayDeque<>();
    private boolean callerSpeaks;

    /**
     * Nothing is sent yet.
     *
     * @param fail ends the connection with a code and words
     */
    AgentSession(FaceLine line, AgentState state, BiConsumer<String, String> fail) {
        this.line = line;
        this.state = state;
        this.fail = fail;
        this.voice = new AgentVoice(line, state);
        this.calls = new AgentCalls(line, state, this::answer);
    }

    /** Tells the session of the settings, and the client when they hold. */
    void apply() {
        update(
                () -> {
                    state.past().forEach(this::remember);
                    line.text(message("SettingsApplied"));
                    if (!state.greeting().isEmpty()) {
                        say(state.greeting());
                    }
                });
    }

    private void update(Runnable then) {
        applied.add(then);
        ObjectNode update = Json.object().put("type", "session.update").put("event_id", UPDATE);
        update.set("session", state.update());
        line.send(update);
    }

    private void remember(JsonNode past) {
        for (JsonNode call : past.path("function_calls")) {
            String id = Json.string(call, "id", "");
            create(
                    Json.object()
                            .put("type", "function_call")
                            .put("call_id", id)
                            .put("name", Json.string(call, "name", ""))
                            .put("arguments", Json.string(call, "arguments", "")));
            create(
                    Json.object()
                            .put("type", "function_call_output")
                            .put("call_id", id)
                            .put("output", Json.string(call, "response", "")));
        }
        if (past.has("role")) {
            words("user".equals(Json.string(past, "role", "")), Json.string(past, "content", ""));
        }
    }

    private void words(boolean user, String words) {
        ObjectNode item =
                Json.object().put("type", "message").put("role", user ? "user" : "assistant");
        item.putArray("content")
                .addObject()
                .put("type", user ? "input_text" : "output_text")
                .put("text", words);
        create(item);
    }

    private void create(ObjectNode item) {
        ObjectNode event = Json.object().put("type", "conversation.item.create");
        event.set("item", item);
        line.send(event);
    }

    void take(String type, JsonNode message) {
        switch (type) {
            case "InjectUserMessage" -> typed(Json.string(message, "content", ""));
            case "InjectAgentMessage" ->
                    inject(
                            Json.string(message, "behavior", "default"),
                            Json.string(message, "message", ""));
            case "FunctionCallResponse" -> calls.answer(message);
            case "UpdatePrompt" -> {
                state.addPrompt(Json.string(message, "prompt", ""));
                update(() -> line.text(message("PromptUpdated")));
            }
            case "UpdateThink" -> {
                state.think(message.path("think"));
                update(() -> line.text(message("ThinkUpdated")));
            }
            case "UpdateSpeak" -> line.text(message("SpeakUpdated"));
            case "UpdateListen" -> {
                if (state.sameListener(message.path("listen"))) {
                    line.text(message("ListenUpdated"));
                } else {
                    fail.accept("INVALID_SETTINGS", "The listen provider cannot be changed.");
                }
            }
            case "ForceEndTurn" -> endTurn();
            default -> {
                // KeepAlive: nothing is answered
            }
        }
    }

    private void endTurn() {
        if (state.turnsCanBeEnded()) {
            line.send(Json.object().put("type", "input_audio_buffer.commit"));
            whenIdle(this::answer);
        } else {
            line.text(
                    message("Warning")
                            .put("description", "ForceEndTurn needs a V2 listen provider.")
                            .put("code", "FORCE_END_TURN_UNSUPPORTED"));
        }
    }

    private void typed(String words) {
        stopSpeaking();
        line.text(message("UserStartedSpeaking"));
        calls.cancelled();
        whenIdle(
                () -> {
                    words(true, words);
                    AgentVoice.text(line, state, "user", words);
                    answer();
                });
    }

    private void inject(String behaviour, String words) {
        boolean midTurn = callerSpeaks && !behaviour.equals("interrupt");
        if (midTurn || voice.active() && behaviour.equals("default")) {
            line.text(
                    message("InjectionRefused")
                            .put(
                                    "message",
                                    "Cannot inject message while "
                                            + (midTurn ? "the user" : "the agent")
                                            + " is currently speaking"));
            return;
        }
        if (behaviour.equals("interrupt")) {
            stopSpeaking();
        }
        whenIdle(() -> say(words));
    }

    private void stopSpeaking() {
        if (voice.active()) {
            voice.interrupted();
            line.send(Json.object().put("type", "response.cancel"));
        }
    }

    private void whenIdle(Runnable task) {
        if (voice.active() || !whenIdle.isEmpty()) {
            whenIdle.add(task);
        } else {
            task.run();
        }
    }

    private void answer() {
        voice.asked();
        line.send(Json.object().put("type", "response.create"));
    }

    private void say(String words) {
        voice.asked();
        ObjectNode create = Json.object().put("type", "response.create");
        ObjectNode response = create.putObject("response").put("instructions", words);
        response.putObject("metadata").put("verbatim", "true");
        response.put("tool_choice", "none");
        line.send(create);
    }

    /** The caller's sound. */
    void sound(ByteBuffer frame) {
        line.append(state.heard().convert(frame));
    }

    void event(String type, JsonNode event) {
        switch (type) {
            case "session.updated" -> {
                Runnable then = applied.poll();
                if (then != null) {
                    then.run();
                }
            }
            case "error" -> error(event.path("error"));
            case "input_audio_buffer.speech_started" -> callerSpeaks();
            case "input_audio_buffer.committed" -> {
                callerSpeaks = false;
                voice.awaitWords(Json.string(event, "item_id", ""));
            }
            case "conversation.item.input_audio_transcription.completed" -> {
                AgentVoice.text(line, state, "user", Json.string(event, "transcript", ""));
                voice.wordsOf(Json.string(event, "item_id", ""));
            }
            case "conversation.item.input_audio_transcription.failed" ->
                    voice.wordsOf(Json.string(event, "item_id", ""));
            default -> response(type, event);
        }
    }

    private void error(JsonNode error) {
        if (UPDATE.equals(Json.string(error, "event_id", ""))) {
            fail.accept("INVALID_SETTINGS", Json.string(error, "message", ""));
        }
    }

    private void callerSpeaks() {
        callerSpeaks = true;
        voice.interrupted();
        line.text(message("UserStartedSpeaking"));
        calls.cancelled();
    }

    private void response(String type, JsonNode event) {
        switch (type) {
            case "response.created" -> voice.begin();
            case "response.output_audio_transcript.delta" ->
                    voice.words(Json.string(event, "delta", ""));
            case "response.output_audio.delta" -> voice.sound(Json.string(event, "delta", ""));
            case "response.output_item.done" -> {
                if ("function_call".equals(Json.string(event.path("item"), "type", ""))) {
                    calls.called(event.path("item"));
                }
            }
            case "response.done" -> done(Json.string(event.path("response"), "status", ""), event);
            default -> {
                // nothing that the service would tell
            }
        }
    }

    private void done(String status, JsonNode event) {
        switch (status) {
            case "completed", "incomplete" -> voice.done(calls::request);
            case "failed" -> {
                voice.stopped();
                fail.accept(
                        "FAILED_TO_THINK",
                        Json.string(
                                event.path("response").path("status_details").path("error"),
                                "message",
                                "The think provider failed."));
            }
            default -> {
                voice.stopped();
                calls.forget();
            }
        }
        Runnable next = whenIdle.poll();
        if (next != null) {
            next.run();
        }
    }
}
