package io.patchbay.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An operator has a door for browsers of his own. */
final class DoorSettingsTest extends WebTest {

    private static final String PID = "io.patchbay.transport.browser";
    private static final String SECRET = "secret-of-the-door-of-the-test";

    @SuppressWarnings("NullAway.Init") // before all tests
    private static TalkWorld world;

    @BeforeAll
    static void people() throws Exception {
        world = TalkWorld.in(container);
    }

    @AfterAll
    static void go() {
        world.close();
    }

    private static String page() {
        return container.console().address().toString().replaceFirst("/$", "");
    }

    private static String reason() {
        try {
            HttpResponse<String> answer =
                    ask(as(OBSERVE_TOKEN, api("/v1/talk")).header("Sec-Fetch-Site", "same-origin"));
            assertEquals(200, answer.statusCode(), answer::body);
            return JsonMapper.shared().readTree(answer.body()).at("/media/reason").asString("");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<String> begin() throws Exception {
        return ask(
                as(container.token(), api("/v1/talk"))
                        .header("X-Patchbay", "1")
                        .header("Origin", page())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(TalkWorld.wish("emulator"))));
    }

    /** The page hears it beforehand, and who calls nevertheless hears it too. */
    private static void lacks(String sentence, Map<String, Object> settings) throws Exception {
        container.configure(PID, settings);
        Container.eventually(sentence, () -> reason().equals(sentence));
        HttpResponse<String> answer = begin();
        assertEquals(503, answer.statusCode(), answer::body);
        assertEquals(
                sentence, JsonMapper.shared().readTree(answer.body()).path("error").asString());
    }

    @Test
    void a_door_without_a_secret_says_what_to_write() throws Exception {
        lacks(
                "the console may let nobody in: write .secret = with 16 characters or more into "
                        + PID
                        + ".cfg",
                Map.of("port", "0", "origins", page()));
    }

    @Test
    void a_door_that_does_not_know_the_console_says_which_origin_to_add() throws Exception {
        lacks(
                "the door for browsers does not let this page call: add "
                        + page()
                        + " to origins in "
                        + PID
                        + ".cfg",
                Map.of("port", "0", ".secret", SECRET, "origins", "https://shop.example"));
    }

    @Test
    void a_door_without_a_port_is_closed() throws Exception {
        lacks(
                "the door for browsers is closed: write port = 0 into " + PID + ".cfg",
                Map.of(".secret", SECRET));
    }

    @Test
    void the_operators_own_door_is_used() throws Exception {
        container.configure(
                PID,
                Map.of(
                        "port",
                        "0",
                        "path",
                        "/own",
                        ".secret",
                        SECRET,
                        "origins",
                        "https://shop.example, " + page()));
        Container.eventually("it is open", () -> reason().startsWith("calls go over WebSocket"));
        Container.eventually(
                "it is used",
                () -> {
                    try {
                        HttpResponse<String> answer = begin();
                        JsonNode talk = JsonMapper.shared().readTree(answer.body());
                        return answer.statusCode() == 201
                                && talk.path("url").asString().endsWith("/own");
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
        assertTrue(reason().startsWith("calls go over WebSocket"));
    }
}
