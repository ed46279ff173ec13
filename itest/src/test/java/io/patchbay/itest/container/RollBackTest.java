package io.patchbay.itest.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.itest.call.Call;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugs go back to the version before while a call is up. */
@Tag("once")
class RollBackTest {

    private static final String CLOCK = Managed.CLOCK;
    private static final String WEBSOCKET = "io.patchbay.transport.websocket";
    private static final String QUESTION = "current_time {\"city\":\"TOKYO\"}";
    private static final Pattern TWELVE = Pattern.compile("It is .* [AP]M in Tokyo.");
    private static final Pattern TWENTY_FOUR = Pattern.compile("It is \\d{1,2}:\\d\\d in Tokyo.");

    @TempDir Path folder;

    private Managed managed;

    @BeforeEach
    void start() throws Exception {
        managed = new Managed(folder);
    }

    @AfterEach
    void stop() throws Exception {
        managed.close();
    }

    private String rollBack(String name) throws Exception {
        return managed.ask("/plugs/rollback", Map.of("bundle", name)).body();
    }

    private static void isTold(Pattern time, Call call) throws Exception {
        String told = call.type(QUESTION);
        assertTrue(time.matcher(told).matches(), told);
    }

    private long jars() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("state/plugs"))) {
            return files.filter(file -> file.toString().endsWith(".jar")).count();
        }
    }

    @Test
    void a_tool_goes_back_and_forth_under_a_live_call() throws Exception {
        String shipped = managed.versions(CLOCK).get(0);
        try (Call call = managed.desk.open("concierge")) {
            isTold(TWELVE, call);
            managed.change("update", managed.clock("1.2.4", "hours", "24"));
            isTold(TWENTY_FOUR, call);
            String plugs = managed.show("/plugs");
            assertTrue(plugs.contains("\"previous\":\"" + shipped + "\""), plugs);

            String back = rollBack(CLOCK);
            assertTrue(
                    back.contains(
                            "\"action\":\"roll_back\",\"bundle\":\""
                                    + CLOCK
                                    + "\",\"from\":\"1.2.4\",\"to\":\""
                                    + shipped
                                    + "\",\"outcome\":\"done\""),
                    back);
            assertEquals(List.of(shipped), managed.versions(CLOCK));
            isTold(TWELVE, call);

            String forth = rollBack(CLOCK);
            assertTrue(forth.contains("\"to\":\"1.2.4\",\"outcome\":\"done\""), forth);
            assertEquals(List.of("1.2.4"), managed.versions(CLOCK));
            isTold(TWENTY_FOUR, call);
            assertEquals(List.of(), call.complaints());
        }
        assertEquals(2, jars(), "the one that runs, and the one before");
    }

    @Test
    void one_version_before_is_kept_and_no_more() throws Exception {
        managed.change("update", managed.clock("2.0.0"));
        managed.change("update", managed.clock("3.0.0"));
        managed.change("update", managed.clock("4.0.0"));
        assertEquals(2, jars());
        assertTrue(rollBack(CLOCK).contains("\"to\":\"3.0.0\""));
        assertEquals(List.of("3.0.0"), managed.versions(CLOCK));
    }

    @Test
    void a_removed_plug_is_listed_and_comes_back() throws Exception {
        String version = managed.versions(CLOCK).get(0);
        managed.ask("/plugs/remove", Map.of("bundle", CLOCK));
        assertEquals(List.of(), managed.versions(CLOCK));
        String plugs = managed.show("/plugs");
        assertTrue(
                plugs.contains(
                        "\"bundle\":\""
                                + CLOCK
                                + "\",\"version\":\""
                                + version
                                + "\",\"origin\":\"installed\",\"state\":\"removed\""),
                plugs);
        assertTrue(managed.show("/health").contains("\"status\":\"up\""));

        assertTrue(rollBack(CLOCK).contains("\"to\":\"" + version + "\",\"outcome\":\"done\""));
        assertEquals(List.of(version), managed.versions(CLOCK));
        try (Call call = managed.desk.open("concierge")) {
            isTold(TWELVE, call);
        }
        HttpResponse<String> again = managed.ask("/plugs/rollback", Map.of("bundle", CLOCK));
        assertEquals(409, again.statusCode());
        assertTrue(again.body().contains("\"refused\":\"no_previous\""), again::body);
    }

    @Test
    void where_there_is_nothing_to_go_back_to_it_is_said() throws Exception {
        assertTrue(rollBack(CLOCK).contains("there is nothing to go back to"));
        assertTrue(rollBack("acme.nobody").contains("\"refused\":\"unknown\""));
        assertTrue(rollBack("io.patchbay.runtime").contains("\"refused\":\"fixed\""));
        assertFalse(managed.show("/plugs").contains("\"previous\":\""));
    }

    @Test
    void a_version_that_cannot_start_any_more_leaves_what_runs() throws Exception {
        managed.change("update", managed.clock("2.0.0"));
        managed.change("update", managed.clock("3.0.0"));
        try (Stream<Path> files = Files.list(folder.resolve("state/plugs"))) {
            Path before =
                    files.filter(file -> file.toString().contains("_2.0.0_"))
                            .findFirst()
                            .orElseThrow();
            Files.write(before, new byte[] {'P', 'K', 3, 4});
        }
        String refused = rollBack(CLOCK);
        assertTrue(refused.contains("\"refused\":\"broken\""), refused);
        assertEquals(List.of("3.0.0"), managed.versions(CLOCK));
    }

    @Test
    void a_transport_goes_back_under_a_live_call_which_goes_on() throws Exception {
        try (Call call = managed.desk.open("concierge")) {
            assertEquals("one", call.type("one"));
            Path next = Managed.copy(WEBSOCKET, "66.0.0", folder.resolve("websocket.jar"));
            assertTrue(managed.change("update", next).contains("\"outcome\":\"done\""));
            assertEquals("two", call.type("two"));

            String back = rollBack(WEBSOCKET);
            assertTrue(back.contains("\"from\":\"66.0.0\""), back);
            assertEquals("three", call.type("three"));
            String swaps = managed.show("/swaps");
            assertTrue(
                    swaps.matches(
                            "(?s).*\"from\":\\{\"name\":\"websocket\",\"version\":\"66.0.0\"}.*?"
                                    + "\"outcome\":\"swapped\".*?\"lost\":0.0.*"),
                    swaps);
            assertEquals(List.of(), call.complaints());
        }
    }
}
