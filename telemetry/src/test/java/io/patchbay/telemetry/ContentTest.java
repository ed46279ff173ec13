package io.patchbay.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.sdk.trace.data.SpanData;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.transport.TransportEvent;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Nothing that people say leaves the house unless somebody decided so (DESIGN 7). */
class ContentTest {
    /** Words and keys that occur nowhere but in the conversation. */
    private static final List<String> WORDS =
            List.of("aubergine", "marzipan", "quicksilver", "rhubarb", "turmeric", "wasabi");

    private static final String KEY = "sk-very-secret";

    /** A conversation with all its words, and all that was exported of it. */
    private static String exported(UnaryOperator<Telemetry> set) {
        FunctionTool tool =
                FunctionTool.builder("search").description("d").build((a, c) -> "turmeric");
        FunctionTool broken =
                FunctionTool.builder("break")
                        .description("d")
                        .build(
                                (a, c) -> {
                                    throw new IllegalStateException("wasabi");
                                });
        RealtimeAgent agent =
                RealtimeAgent.builder("guide").instructions("x").tool(tool).tool(broken).build();
        try (Watched call = new Watched(agent, set)) {
            call.hears(call.turns.callerSays("aubergine"));
            call.hears(call.turns.spokenAnswer("marzipan", 400));
            call.advance(1_000);
            call.session.sendMessage("quicksilver");
            call.loop.run();
            call.takes();
            call.hears(call.turns.functionCall("call_1", "search", "{\"q\":\"rhubarb\"}"));
            call.takes();
            call.hears(call.turns.functionCall("call_2", "break", "{}"));
            call.takes();
            call.hears(call.turns.textAnswer("marzipan"));
            call.hears(
                    new TransportEvent.Error(
                            new ProviderError(
                                    "invalid_request_error",
                                    "bad",
                                    "aubergine " + KEY,
                                    null,
                                    null,
                                    ProviderError.Severity.RECOVERABLE)));
            call.end();
            List<SpanData> spans = call.exporter.getFinishedSpanItems();
            assertTrue(spans.size() >= 8, () -> "too few spans to prove anything: " + spans);
            return spans + " " + call.reader.collectAllMetrics();
        }
    }

    @Test
    void without_being_asked_no_word_of_a_conversation_is_exported() {
        String all = exported(telemetry -> telemetry);
        for (String word : WORDS) {
            assertFalse(all.contains(word), word);
        }
        assertFalse(all.contains(KEY), "a key");
    }

    @Test
    void content_is_exported_where_it_is_asked_for_and_keys_never() {
        String all = exported(telemetry -> telemetry.withContent(true));
        for (String word : List.of("aubergine", "marzipan", "rhubarb", "turmeric")) {
            assertTrue(all.contains(word), word);
        }
        assertFalse(all.contains(KEY), "a key");
    }

    @Test
    void the_setting_of_a_container_turns_content_on_and_off() {
        String all =
                exported(
                        telemetry -> {
                            telemetry.configure(Map.of("content", "true"));
                            return telemetry;
                        });
        assertTrue(all.contains("aubergine"));
        assertEquals(
                -1,
                exported(
                                telemetry -> {
                                    telemetry.configure(Map.of("content", true));
                                    telemetry.configure(Map.of());
                                    return telemetry;
                                })
                        .indexOf("aubergine"));
    }
}
