package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportState;
import io.patchbay.tck.ScriptedTransport;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.Turn;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A session holds on to nothing of the versions of a plug that it had. */
@Tag("heap")
class SwapLeavesNothingTest {
    private static final Predicate<Object> TESTS =
            object -> object instanceof LivelyCall || object instanceof ScriptedTransportFactory;

    private static LivelyCall connected() {
        LivelyCall call = new LivelyCall(SessionOptions.builder(), met -> {});
        call.session.connect();
        call.loop.run();
        uses(call);
        return call;
    }

    /** Everything that a plug may be used for. */
    private static void uses(LivelyCall call) {
        call.session.sendMessage("Hello");
        call.loop.run();
        call.advance(200);
        call.calls("time");
        call.advance(200);
        call.calls("own");
        call.advance(200);
        call.session.sendAudio(Call.frame(1));
        call.hears(call.turns.spokenAnswer("all is well", 200));
        call.advance(1_000);
    }

    /** How many versions of a kind the session leads to, and whether the last is one of them. */
    private static void assertOnlyTheLast(LivelyCall call, PlugKind kind) {
        Set<Object> all = Reachable.from(call.session, TESTS);
        List<Object> made = call.made.getOrDefault(kind, List.of());
        for (int i = 0; i < made.size() - 1; i++) {
            assertEquals("", Reachable.way(call.session, made.get(i), TESTS), kind + " " + (i + 1));
        }
        assertTrue(all.contains(made.get(made.size() - 1)), "the last is there");
        long lines = call.lines.created().stream().filter(all::contains).count();
        assertEquals(1, lines, "one line");
    }

    @ParameterizedTest
    @EnumSource(
            value = PlugKind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CALLER_LEG"})
    void of_twenty_versions_the_last_one_is_there(PlugKind kind) {
        try (LivelyCall call = connected()) {
            for (int i = 0; i < 20; i++) {
                call.swap(kind);
                call.advance(200);
                uses(call);
            }
            assertOnlyTheLast(call, kind);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = PlugKind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CALLER_LEG"})
    void one_that_went_and_came_back_is_alone(PlugKind kind) {
        try (LivelyCall call = connected()) {
            call.remove(kind);
            call.advance(3_000);
            call.plugIn(kind);
            call.advance(3_000);
            uses(call);
            assertOnlyTheLast(call, kind);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = PlugKind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CALLER_LEG"})
    void those_that_came_and_went_while_a_response_ran_are_not_there(PlugKind kind) {
        try (LivelyCall call = connected()) {
            Turn answer = call.turns.spokenAnswer("one two three", 8_000);
            ScriptedTransport line = call.lines.last();
            call.hears(answer.before(TransportEvent.AudioDone.class));
            for (int i = 0; i < 10; i++) {
                call.swap(kind);
                call.advance(100);
            }
            call.advance(9_000);
            if (line.state() == TransportState.CONNECTED) {
                line.play(answer.from(TransportEvent.AudioDone.class));
            }
            call.advance(3_000);
            uses(call);
            assertOnlyTheLast(call, kind);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = PlugKind.class,
            names = {"TRANSPORT", "PROVIDER"})
    void one_that_was_moved_away_from_again_is_not_there(PlugKind kind) {
        try (LivelyCall call = connected()) {
            call.lines.prepare(
                    line -> {
                        line.acknowledgeItems(true);
                        line.failNextConnect(Lines.RESET);
                    });
            call.swap(kind); // the line goes on with the old one until its time is over
            call.advance(500);
            assertTrue(
                    call.events.stream().anyMatch(event -> event instanceof SessionEvent.Swapped));
            call.lines.prepare(line -> line.acknowledgeItems(true));
            call.swap(kind);
            call.advance(3_000);
            uses(call);
            assertOnlyTheLast(call, kind);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = PlugKind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CALLER_LEG"})
    void a_session_that_is_over_holds_no_version(PlugKind kind) {
        LivelyCall call = connected();
        call.swap(kind);
        call.advance(500);
        call.close();
        call.advance(0);
        call.remove(kind); // else the directory of plugs has it
        for (Object version : call.made.getOrDefault(kind, List.of())) {
            assertEquals("", Reachable.way(call.session, version, TESTS), kind::toString);
        }
    }
}
