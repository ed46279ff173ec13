package io.patchbay.itest.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.itest.call.Call;
import io.patchbay.itest.call.CallDesk;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** Real sessions between the runtime and the emulator, all of it bundles of one container. */
class CallsTest {

    private static final String SHARED = "io.patchbay.itest.call;version=1.0.0";

    private static Container container;
    private static CallDesk desk;

    @BeforeAll
    static void start() throws Exception {
        container = Container.ofTheTree(SHARED);
        desk = container.service(CallDesk.class);
        Container.eventually(
                "all plugs are plugged in",
                () ->
                        desk.plugs()
                                .containsAll(
                                        java.util.List.of(
                                                "TRANSPORT websocket ACTIVE",
                                                "PROVIDER openai ACTIVE",
                                                "AGENT concierge ACTIVE",
                                                "TOOL clock ACTIVE",
                                                "TOOL calculator ACTIVE")));
    }

    @AfterAll
    static void stop() throws Exception {
        container.close();
    }

    @Test
    void a_typed_turn_is_answered_in_words_and_sound() {
        try (Call call = desk.open("concierge")) {
            assertEquals("Good morning to you", call.type("Good morning to you"));
            Container.eventually("sound is heard", () -> call.millisHeard() > 500);
            assertEquals(java.util.List.of(), call.complaints());
        }
    }

    @Test
    void a_typed_turn_calls_a_tool_of_another_bundle() {
        try (Call call = desk.open("concierge")) {
            String answer = call.type("current_time {\"city\":\"TOKYO\"}");
            assertTrue(answer.contains("Tokyo"), answer);
            assertEquals(java.util.List.of("current_time RESULT"), call.tools());
        }
    }

    @Test
    void a_spoken_turn_calls_a_tool_and_is_answered() {
        try (Call call = desk.open("concierge")) {
            String answer = call.speak("What time is it in Berlin?");
            assertTrue(answer.startsWith("It is ") && answer.contains("Berlin"), answer);
            assertEquals(java.util.List.of("current_time RESULT"), call.tools());
            Container.eventually("the answer sounds", () -> call.millisHeard() > 500);
        }
    }

    @Test
    void an_interrupted_answer_ends_and_the_call_goes_on() {
        try (Call call = desk.open("concierge")) {
            call.interrupt("Once upon a time there was a very long story, ".repeat(10));
            assertEquals("still there", call.type("still there"));
        }
    }

    @Test
    void a_tool_bundle_comes_and_goes_while_a_call_is_up() throws Exception {
        Bundle clock = container.bundle("io.patchbay.tools.clock");
        try (Call call = desk.open("concierge")) {
            call.type("current_time {\"city\":\"TOKYO\"}");
            assertEquals(1, call.tools().size());

            clock.stop();
            Container.eventually(
                    "the clock is unplugged", () -> !desk.plugs().contains("TOOL clock ACTIVE"));
            assertEquals("hello", call.type("hello"));
            assertFalse(call.type("current_time {\"city\":\"TOKYO\"}").isBlank());

            clock.start();
            Container.eventually(
                    "the clock is plugged in", () -> desk.plugs().contains("TOOL clock ACTIVE"));
            assertEquals("hello again", call.type("hello again"));
            // the model is told a moment after the plug is there
            Container.eventually(
                    "the model has the clock again",
                    () -> {
                        String answer = call.type("current_time {\"city\":\"TOKYO\"}");
                        return answer.startsWith("It is ") && answer.contains("Tokyo");
                    });
        } finally {
            clock.start();
        }
    }

    @Test
    void many_calls_at_once_do_not_disturb_each_other() {
        try (Call first = desk.open("concierge");
                Call second = desk.open("concierge")) {
            assertEquals("one", first.type("one"));
            assertEquals("two", second.type("two"));
            assertEquals("three", first.type("three"));
        }
    }
}
