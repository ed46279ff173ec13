package io.patchbay.console.internal.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.console.plug.LampTools;
import io.patchbay.management.resource.Permission;
import io.patchbay.runtime.PlugIn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the page is told of real sessions, whose far end is the test. */
class WatchTest {
    private static RealtimeAgent agent() {
        return RealtimeAgent.builder("guide").instructions("Be kind to Miranda.").build();
    }

    private static void talk(WatchedCall call) {
        call.session.sendMessage("My code is one two three");
        call.loop.run();
        call.takes();
        call.hears(call.turns.textAnswer("Thank you, Miranda."));
    }

    @Test
    void whoever_begins_to_look_is_told_what_was_and_then_what_happens() throws Exception {
        try (WatchedCall call = new WatchedCall(agent())) {
            talk(call);
            Asking.Reader reader = call.stream(it -> it.as(Permission.CONTENT));
            assertEquals("detail", reader.parts().get(0).event());
            int before = reader.all("event").size();
            String all = reader.parts().toString();
            assertTrue(all.contains("My code is one two three"), all);
            assertTrue(all.contains("\"type\":\"connected\""), all);
            talk(call);
            assertTrue(reader.all("event").size() > before, "what happens now is told");
            assertFalse(reader.parts().toString().contains("very-secret"), "no key");
        }
    }

    @Test
    void a_session_names_the_plugs_that_its_agent_offers_the_model() throws Exception {
        RealtimeAgent agent = RealtimeAgent.builder("guide").toolsOf("lamp").build();
        try (WatchedCall call = new WatchedCall(agent)) {
            assertEquals("[]", call.detail(Permission.OBSERVE).path("uses").toString());
            call.patchbay.plugIn(PlugIn.tools(new LampTools()).version("1.2.0"));
            call.advance(50);
            call.settle();
            assertEquals(
                    "[{\"kind\":\"tool\",\"name\":\"lamp\",\"version\":\"1.2.0\"}]",
                    call.detail(Permission.OBSERVE).path("uses").toString());
        }
    }

    @Test
    void turns_are_told_once_and_then_only_those_that_changed() throws Exception {
        try (WatchedCall call = new WatchedCall(agent())) {
            talk(call);
            Asking.Reader reader = call.stream(it -> it.as(Permission.CONTENT));
            assertEquals(1, reader.last("detail").path("turns").size(), "all, at first");
            talk(call);
            call.pulse.beat();
            JsonNode changed = reader.last("turns").path("changed");
            assertEquals(1, changed.size(), changed.toString());
            assertEquals(2, changed.path(0).path("number").asInt());
            assertEquals("Thank you, Miranda.", changed.path(0).path("assistant").asString());
            assertFalse(reader.last("detail").has("turns"), "none, later");
            assertEquals(
                    call.detail(Permission.CONTENT).path("turns").toString(),
                    reader.detail().path("turns").toString());
            int told = reader.all("turns").size();
            for (int beat = 0; beat < 4; beat++) {
                call.pulse.beat();
            }
            assertEquals(told, reader.all("turns").size(), "nothing changed");
        }
    }

    @Test
    void who_may_only_observe_is_told_no_word_that_was_said() throws Exception {
        try (WatchedCall call = new WatchedCall(agent())) {
            Asking.Reader reader = call.stream(it -> it.as(Permission.OBSERVE));
            talk(call);
            call.pulse.beat();
            String all = reader.parts() + " " + call.detail(Permission.OBSERVE);
            for (String word : List.of("Miranda", "code", "two three", "Thank you")) {
                assertFalse(all.contains(word), word + " in " + all);
            }
            assertTrue(all.contains("history_added"), all);
        }
    }

    @Test
    void raw_messages_ask_for_more_than_observing() throws Exception {
        try (WatchedCall call = new WatchedCall(agent())) {
            Asking asked =
                    call.asks(
                            "GET",
                            "/v1/sessions/{id}/stream",
                            it ->
                                    it.with("id", call.session.id())
                                            .as(Permission.OBSERVE)
                                            .query("raw", "true"));
            assertEquals(403, asked.answer().status());
            Asking.Reader reader =
                    call.stream(it -> it.as(Permission.CONTENT).query("raw", "true"));
            call.hears(new TransportEvent.Raw("hello", "{\"type\":\"hello\",\"api_key\":\"abc\"}"));
            assertEquals("hello", reader.last("wire").path("event").path("type").asString());
            assertEquals("in", reader.last("wire").path("dir").asString());
            assertFalse(reader.parts().toString().contains("abc"), "keys are taken out");
        }
    }

    @Test
    void a_session_that_ended_is_kept_for_a_while_and_then_gone() throws Exception {
        try (WatchedCall call = new WatchedCall(agent())) {
            talk(call);
            Asking.Reader reader = call.stream(it -> it.as(Permission.CONTENT));
            call.session.close(CloseReason.NORMAL);
            call.settle();
            assertFalse(reader.last("detail").path("live").asBoolean(true));
            JsonNode detail = call.detail(Permission.CONTENT);
            assertEquals("closed", detail.path("state").asString());
            assertEquals(15, detail.path("usage").path("total").asLong());
            assertEquals("scripted", detail.path("transport").asString());
            assertEquals("Thank you, Miranda.", call.turn(0).path("assistant").asString());
            assertEquals(
                    2,
                    call.asks(
                                    "GET",
                                    "/v1/sessions/{id}/history",
                                    it -> it.with("id", call.session.id()))
                            .answer()
                            .json()
                            .path("items")
                            .size());
            call.clock.addAndGet(Duration.ofMinutes(31).toNanos());
            call.open(agent()).close(CloseReason.NORMAL);
            call.settle();
            assertEquals(
                    404,
                    call.asks("GET", "/v1/sessions/{id}", it -> it.with("id", call.session.id()))
                            .answer()
                            .status());
            assertTrue(reader.ended(), "and whoever looked is told so");
        }
    }

    @Test
    void the_stream_of_everything_tells_of_sessions_that_appear_and_end() throws Exception {
        try (WatchedCall call = new WatchedCall(agent())) {
            Asking.Reader reader =
                    call.asks("GET", "/v1/stream", it -> it.as(Permission.OBSERVE)).reader();
            assertEquals("sessions", reader.parts().get(0).event());
            assertEquals(1, reader.last("sessions").path("sessions").size());
            RealtimeSession other = call.open(agent());
            call.settle();
            assertEquals(other.id(), reader.last("session").path("id").asString());
            assertTrue(reader.last("session").path("live").asBoolean());
            other.close(CloseReason.NORMAL);
            call.settle();
            assertEquals(other.id(), reader.last("session").path("id").asString());
            assertFalse(reader.last("session").path("live").asBoolean(true));
        }
    }

    @Test
    void a_session_that_opens_when_nobody_watches_any_more_is_let_go() {
        try (WatchedCall call = new WatchedCall(agent())) {
            call.sessions.close();
            call.open(agent());
            call.loop.run();
            assertTrue(call.sessions.all().isEmpty(), "it would be held for as long as it lives");
        }
    }

    @Test
    void how_loud_a_session_was_is_seen_by_who_comes_late_and_after_its_end() throws Exception {
        try (WatchedCall call = new WatchedCall(agent())) {
            call.hears(call.turns.spokenAnswer("Good day.", 500));
            call.advance(1_000);
            Asking.Reader reader = call.stream(it -> it);
            JsonNode past = reader.last("level");
            assertEquals(0.1, past.path("step").asDouble(), past.toString());
            assertTrue(loudest(past.path("agent")) > 0.1, past.toString());
            call.hears(call.turns.spokenAnswer("And again.", 1_000));
            call.advance(1_000);
            call.pulse.beat();
            JsonNode levels = reader.last("level");
            assertTrue(levels.path("agent").size() >= 15, levels.toString());
            assertTrue(loudest(levels.path("agent")) > 0.1, levels.toString());
            call.session.close(CloseReason.NORMAL);
            call.settle();
            JsonNode whole = call.stream(it -> it).last("level");
            assertEquals(0, whole.path("t").asDouble());
            assertTrue(whole.path("agent").size() >= 18, whole.toString());
        }
    }

    private static double loudest(JsonNode peaks) {
        double loudest = 0;
        for (JsonNode one : peaks) {
            loudest = Math.max(loudest, one.asDouble());
        }
        return loudest;
    }

    @Test
    void a_reader_that_never_reads_is_let_go_and_hurts_nobody() throws Exception {
        try (WatchedCall call = new WatchedCall(agent())) {
            Asking slow = new Asking(64 << 10).with("id", call.session.id());
            call.asks("GET", "/v1/sessions/{id}/stream", slow);
            Asking.Reader well = call.stream(it -> it);
            for (int i = 0; i < 500; i++) {
                call.session.sendMessage("Message " + i + " " + "x".repeat(200));
                call.loop.run();
                call.takes();
                call.hears(call.turns.textAnswer("Answer " + i));
            }
            call.settle();
            assertTrue(slow.reader().ended());
            assertFalse(well.ended());
            assertEquals(1, call.watched().streams().size());
        }
    }

    @Test
    void thousands_of_events_stay_within_the_memory_of_one_session() throws Exception {
        try (WatchedCall call =
                new WatchedCall(agent(), Map.of("watch.events", 500, "watch.session.kib", 64))) {
            for (int i = 0; i < 2_000; i++) {
                call.hears(call.turns.textAnswer("Answer " + i + " " + "y".repeat(50)));
            }
            assertTrue(call.sessions.memory() <= 64 << 10, "bytes " + call.sessions.memory());
            Asking.Reader reader = call.stream(it -> it);
            assertTrue(reader.all("event").size() <= 500);
            assertTrue(reader.all("gap").get(0).path("count").asLong() > 10_000);
            assertEquals(200, call.detail(Permission.CONTENT).path("turns").size());
        }
    }

    @Test
    void two_hundred_sessions_stay_within_the_memory_of_all() throws Exception {
        try (WatchedCall call =
                new WatchedCall(agent(), Map.of("watch.kib", 1_024, "watch.ended", 20))) {
            List<RealtimeSession> sessions = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                RealtimeSession session = call.open(agent());
                session.connect();
                call.loop.run();
                for (int j = 0; j < 20; j++) {
                    call.hears(call.turns.textAnswer("Answer " + "z".repeat(500)));
                }
                sessions.add(session);
            }
            call.settle();
            assertTrue(call.sessions.memory() <= 2 << 20, "bytes " + call.sessions.memory());
            assertEquals(201, call.sessions.all().size());
            sessions.forEach(session -> session.close(CloseReason.NORMAL));
            call.settle();
            assertTrue(call.sessions.all().size() <= 21, "kept " + call.sessions.all().size());
            assertTrue(call.sessions.memory() <= 2 << 20, "bytes " + call.sessions.memory());
            call.clock.addAndGet(TimeUnit.HOURS.toNanos(1));
            call.session.close(CloseReason.NORMAL);
            call.settle();
            assertEquals(1, call.sessions.all().size());
        }
    }
}
