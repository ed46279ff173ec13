package io.patchbay.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who can be talked to over what, and what lets one call in. */
final class TalkTest extends WebTest {

    @SuppressWarnings("NullAway.Init") // before all tests
    private static TalkWorld world;

    @BeforeAll
    static void people() throws Exception {
        world = TalkWorld.in(container);
        Container.eventually("both agents are there", () -> offers().path("agents").size() == 2);
        Container.eventually("the door is open", () -> get("").at("/media/websocket").asBoolean());
    }

    @AfterAll
    static void go() {
        world.close();
    }

    private static JsonNode offers() {
        return get("");
    }

    private static JsonNode get(String query) {
        try {
            HttpResponse<String> answer = ask(as(OBSERVE_TOKEN, api("/v1/talk" + query)));
            assertEquals(200, answer.statusCode(), answer::body);
            return JsonMapper.shared().readTree(answer.body());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<String> post(String path, String origin, String body)
            throws Exception {
        var request = as(container.token(), api(path)).header("X-Patchbay", "1");
        if (!origin.isEmpty()) {
            request.header("Origin", origin);
        }
        return ask(
                request.header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)));
    }

    private static String error(int status, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer::body);
        return JsonMapper.shared().readTree(answer.body()).path("error").asString();
    }

    private static String page() {
        return container.console().address().toString().replaceFirst("/$", "");
    }

    private static JsonNode named(JsonNode list, String member, String name) {
        for (JsonNode each : list) {
            if (each.path(member).asString().equals(name)) {
                return each;
            }
        }
        throw new AssertionError("no " + name + " in " + list);
    }

    @Test
    void the_offers_are_the_agents_and_the_lines_with_what_each_lacks() {
        JsonNode offers = offers();
        assertEquals(
                List.of("porter", "guide"),
                offers.path("agents").valueStream().map(a -> a.path("name").asString()).toList());
        JsonNode emulator = named(offers.path("lines"), "id", "emulator");
        assertTrue(emulator.path("unavailable").isNull(), emulator::toString);
        assertTrue(emulator.path("emulated").asBoolean());
        assertEquals("[\"Hello\",\"Be brief.\"]", emulator.path("phrases").toString());
        JsonNode locked = named(offers.path("lines"), "id", "locked");
        assertEquals(TalkWorld.NO_KEY, locked.path("unavailable").asString());
        assertEquals(
                "{\"agent\":\"guide\",\"line\":\"emulator\",\"transport\":\"websocket\"}",
                offers.path("chosen").toString());
        assertFalse(offers.toString().contains(TalkWorld.KEY), "no key");
    }

    @Test
    void lines_that_can_be_used_come_before_those_that_cannot() {
        List<Boolean> usable =
                offers().path("lines")
                        .valueStream()
                        .map(line -> line.path("unavailable").isNull())
                        .toList();
        assertTrue(usable.contains(true) && usable.contains(false), usable::toString);
        assertEquals(usable.lastIndexOf(true) + 1, usable.indexOf(false), usable::toString);
    }

    @Test
    void the_phrases_are_those_of_the_agent_that_is_asked_about() {
        JsonNode offers = get("?agent=porter&line=emulator");
        assertEquals("porter", offers.at("/chosen/agent").asString());
        assertEquals(
                "[\"Hello\",\"Open doors.\"]",
                named(offers.path("lines"), "id", "emulator").path("phrases").toString());
    }

    @Test
    void a_transport_that_only_joins_calls_says_so() {
        JsonNode ways = offers().path("transports");
        assertTrue(named(ways, "name", "websocket").path("unavailable").isNull());
        assertEquals(
                "it joins calls that are up already, and opens none",
                named(ways, "name", "joining").path("unavailable").asString());
    }

    @Test
    void without_the_webrtc_library_calls_go_over_websocket() {
        JsonNode media = offers().path("media");
        assertFalse(media.path("webrtc").asBoolean(), media::toString);
        assertTrue(media.path("websocket").asBoolean(), media::toString);
        assertTrue(
                media.path("reason").asString().startsWith("calls go over WebSocket"),
                media::toString);
    }

    @Test
    void what_is_not_there_is_named_with_what_is() throws Exception {
        String wish = TalkWorld.wish("emulator");
        assertEquals(
                "there is no agent 'ghost'; there are porter, guide",
                error(400, post("/v1/talk", "", wish.replace("guide", "ghost"))));
        assertTrue(
                error(400, post("/v1/talk", "", wish.replace("emulator", "ghost")))
                        .startsWith("there is no line 'ghost'; there are emulator, "));
        assertTrue(
                error(400, post("/v1/talk", "", wish.replace("websocket", "ghost")))
                        .startsWith("there is no transport 'ghost'; there are "));
        assertEquals(
                "agent is missing: GET v1/talk lists them", error(400, post("/v1/talk", "", "{}")));
        assertEquals(
                "record must be true or false",
                error(400, post("/v1/talk", "", wish.replace("}", ",\"record\":1}"))));
    }

    @Test
    void a_line_without_a_key_says_which_variable_it_wants() throws Exception {
        String locked = TalkWorld.wish("locked");
        assertEquals("Locked: " + TalkWorld.NO_KEY, error(409, post("/v1/talk", page(), locked)));
        HttpResponse<String> plan = post("/v1/talk/plan", page(), locked);
        assertEquals(200, plan.statusCode());
        assertEquals(
                TalkWorld.NO_KEY,
                JsonMapper.shared().readTree(plan.body()).path("problem").asString());
    }

    @Test
    void a_plan_tells_what_becomes_of_each_wish_and_why_it_leads_nowhere() throws Exception {
        HttpResponse<String> plan = post("/v1/talk/plan", page(), TalkWorld.wish("emulator"));
        JsonNode good = JsonMapper.shared().readTree(plan.body());
        assertTrue(good.path("problem").isNull(), plan::body);
        assertFalse(good.path("rows").isEmpty(), plan::body);
        for (JsonNode row : good.path("rows")) {
            assertFalse(row.path("feature").asString().isEmpty(), row::toString);
            assertTrue(
                    List.of("native", "emulated", "rejected")
                            .contains(row.path("resolution").asString()),
                    row::toString);
        }
        String joining = TalkWorld.wish("emulator").replace("websocket", "joining");
        assertEquals(
                "it joins calls that are up already, and opens none",
                JsonMapper.shared()
                        .readTree(post("/v1/talk/plan", page(), joining).body())
                        .path("problem")
                        .asString());
        assertEquals(
                "it joins calls that are up already, and opens none",
                error(409, post("/v1/talk", page(), joining)));
    }

    @Test
    void the_doors_own_settings_let_in_the_consoles_pages_alone() throws Exception {
        assertEquals(201, post("/v1/talk", page(), TalkWorld.wish("emulator")).statusCode());
        String named = page().replace("127.0.0.1", "localhost");
        HttpResponse<String> other =
                ask(
                        as(container.token(), to(URI.create(named + "/api/v1/talk")))
                                .header("X-Patchbay", "1")
                                .header("Origin", named)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(TalkWorld.wish("emulator"))));
        assertEquals(201, other.statusCode(), other::body);
        JsonNode talk = JsonMapper.shared().readTree(other.body());
        String url = talk.path("url").asString();
        assertTrue(url.matches("http://127\\.0\\.0\\.1:\\d+/browser"), url);
        assertEquals(200, refusal(url, page()), "the console's page");
        assertEquals(403, refusal(url, "http://127.0.0.1:1"), "another page of this machine");
    }

    @Test
    void a_provider_that_refuses_or_is_not_there_says_so_in_the_sessions_stream() throws Exception {
        String refused = streamOf("refusing");
        assertTrue(
                refused.contains("\"state\":\"NEW\",\"reason\":{\"cause\":\"FATAL\",\"code\":401"));
        assertTrue(refused.contains("check the credentials"), refused);
        assertTrue(refused.contains(TalkWorld.REFUSAL), refused);
        assertFalse(refused.contains(TalkWorld.KEY), "no key");
        String nobody = streamOf("nobody");
        assertTrue(nobody.contains("\"state\":\"NEW\",\"reason\":{\"cause\":\"LOST\""), nobody);
        assertTrue(nobody.contains("127.0.0.1:"), nobody);
    }

    /** All that is told of the session of a call from the page that comes to nothing. */
    private static String streamOf(String line) throws Exception {
        HttpResponse<String> begun = post("/v1/talk", page(), TalkWorld.wish(line));
        assertEquals(201, begun.statusCode(), begun::body);
        JsonNode talk = JsonMapper.shared().readTree(begun.body());
        dial(talk.path("url").asString(), talk.path("credential").asString());
        String id = talk.path("id").asString();
        Container.eventually("the call has a session", () -> !session(id).isEmpty());
        URI address = container.console().address();
        try (Raw raw = Raw.of(address)) {
            return raw.send(
                            "GET /api/v1/sessions/"
                                    + session(id)
                                    + "/stream HTTP/1.1\r\nHost: "
                                    + address.getAuthority()
                                    + "\r\nAuthorization: Bearer "
                                    + container.token()
                                    + "\r\n\r\n")
                    .until("\"state\":\"CLOSED\"");
        }
    }

    private static void dial(String door, String credential) {
        String socket = door.replaceFirst("^http", "ws") + "/socket?encoding=pcm16&rate=24000";
        HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Origin", page())
                .subprotocols("patchbay.v1", "patchbay.credential." + credential)
                .buildAsync(URI.create(socket), new WebSocket.Listener() {})
                .join();
    }

    /** The session of a talk, or nothing. */
    private static String session(String talk) {
        try {
            String all = ask(as(OBSERVE_TOKEN, api("/v1/sessions"))).body();
            return JsonMapper.shared()
                    .readTree(all)
                    .path("sessions")
                    .valueStream()
                    .filter(one -> one.path("talk").asString("").equals(talk))
                    .map(one -> one.path("id").asString())
                    .findFirst()
                    .orElse("");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** 403 where the door refuses pages of that origin before it looks at anything else. */
    private static int refusal(String door, String origin) throws Exception {
        int status =
                ask(to(URI.create(door + "/calls"))
                                .header("Origin", origin)
                                .method("OPTIONS", BodyPublishers.noBody()))
                        .statusCode();
        return status == 204 ? 200 : status;
    }
}
