package io.patchbay.itest.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.itest.call.Call;
import io.patchbay.itest.call.CallDesk;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Calls over WebRTC between the runtime and the emulator, with the native library and all else as
 * bundles of one container.
 */
class WebRtcCallsTest {

    private static Container container;
    private static CallDesk desk;

    @BeforeAll
    static void start() throws Exception {
        container = Container.ofTheTree("io.patchbay.itest.call;version=1.0.0");
        desk = container.service(CallDesk.class);
        Container.eventually(
                "all plugs are plugged in",
                () ->
                        desk.plugs()
                                .containsAll(
                                        List.of(
                                                "TRANSPORT webrtc ACTIVE",
                                                "TRANSPORT websocket ACTIVE",
                                                "PROVIDER openai ACTIVE",
                                                "AGENT concierge ACTIVE",
                                                "TOOL clock ACTIVE")));
    }

    @AfterAll
    static void stop() throws Exception {
        container.close();
    }

    @Test
    void a_typed_turn_is_answered_in_words_and_in_sound_that_came_as_packets() {
        try (Call call = desk.openOverWebRtc("concierge")) {
            assertEquals("Good morning to you", call.type("Good morning to you"));
            Container.eventually("sound is heard", () -> call.millisLoud() > 300);
            assertEquals(List.of(), call.complaints());
        }
    }

    @Test
    void a_spoken_turn_calls_a_tool_and_is_answered() {
        try (Call call = desk.openOverWebRtc("concierge")) {
            String answer = understood(call, "What time is it in Berlin?");
            assertTrue(answer.startsWith("It is ") && answer.contains("Berlin"), answer);
            assertEquals(List.of("current_time RESULT"), call.tools());
            Container.eventually("the answer sounds", () -> call.millisLoud() > 300);
        }
    }

    /**
     * Packets that a machine without time drops are words that are not understood: say it again.
     */
    private static String understood(Call call, String sentence) {
        String answer = call.speak(sentence);
        for (int i = 0; i < 2 && answer.equals("Sorry, I did not understand that."); i++) {
            answer = call.speak(sentence);
        }
        return answer;
    }

    @Test
    void calls_over_both_kinds_of_line_do_not_disturb_each_other() {
        try (Call first = desk.openOverWebRtc("concierge");
                Call second = desk.open("concierge")) {
            assertEquals("one", first.type("one"));
            assertEquals("two", second.type("two"));
            assertEquals("three", first.type("three"));
        }
    }
}
