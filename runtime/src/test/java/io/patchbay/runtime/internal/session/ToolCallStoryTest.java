package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolContext;
import io.patchbay.api.transport.Command;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The way of one tool call, from the model's wish to its spoken answer. */
class ToolCallStoryTest {

    @Test
    void the_model_asks_the_tool_answers_and_the_model_says_it() {
        List<ToolContext> contexts = new ArrayList<>();
        FunctionTool weather =
                FunctionTool.builder("weather")
                        .description("Tells the weather of a city.")
                        .parameters(
                                "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}")
                        .build(
                                (arguments, context) -> {
                                    contexts.add(context);
                                    return "sunny, 21 degrees";
                                });
        RealtimeAgent guide =
                RealtimeAgent.builder("guide").instructions("Help.").tool(weather).build();

        try (Call call =
                Call.with(SessionOptions.builder().agent(guide).context("the application"))) {
            // the model was told of the tool when the line was opened
            assertTrue(Call.has(call.opening(), ConfigField.TOOLS, List.of(weather.definition())));

            // the caller asks in writing; the model wants the tool
            call.says("How is the weather in Rome?");
            call.hears(call.turns.functionCall("call_1", "weather", "{\"city\":\"Rome\"}"));

            // the tool saw the conversation and the application's object
            assertEquals("call_1", contexts.get(0).callId());
            assertEquals("guide", contexts.get(0).agent());
            assertEquals(2, contexts.get(0).history().size());
            assertEquals("the application", contexts.get(0).context(String.class).orElseThrow());

            // its output goes to the model before the request for the answer
            Item.FunctionCallOutput output = (Item.FunctionCallOutput) call.takesItem();
            assertEquals("call_1", output.callId());
            assertEquals("sunny, 21 degrees", output.output());
            call.line().expect(Command.CreateResponse.class);
            call.line().assertComplete();

            // the model says it
            call.hears(call.turns.spokenAnswer("It is sunny.", 400));
            assertEquals(
                    List.of("Message", "FunctionCall", "FunctionCallOutput", "Message"),
                    call.session.history().items().stream()
                            .map(item -> item.getClass().getSimpleName())
                            .toList());
            assertEquals(
                    "sunny, 21 degrees",
                    call.session.history().output("call_1").orElseThrow().output());
            assertEquals(
                    List.of(
                            "AgentStarted",
                            "AgentEnded",
                            "ResponseEnded",
                            "ToolStarted",
                            "ToolEnded",
                            "AgentStarted",
                            "AudioStarted",
                            "PlaybackStarted",
                            "AudioStopped",
                            "AgentEnded",
                            "ResponseEnded"),
                    call.eventNames()
                            .filter(
                                    name ->
                                            name.startsWith("Agent")
                                                    || name.startsWith("Tool")
                                                    || name.startsWith("Audio")
                                                    || name.startsWith("Playback")
                                                    || name.startsWith("ResponseEnded"))
                            .toList());
            assertEquals("It is sunny.", call.events(SessionEvent.AgentEnded.class).get(1).text());
            call.advance(400);
            assertEquals(1, call.events(SessionEvent.PlaybackEnded.class).size());
        }
    }
}
