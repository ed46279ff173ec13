package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.LineHealth;
import io.patchbay.api.plug.LineHealth.State;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.runtime.internal.session.Plugboard.Talk;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What fails for several sessions is tried last for a while by all. */
class ProviderHealthTest {
    private static LineHealth of(Plugboard board, String transport) {
        return board.heart.plugs().health().stream()
                .filter(line -> line.transport().equals(transport))
                .findFirst()
                .orElseThrow();
    }

    private static Plugboard board() {
        Plugboard board = new Plugboard();
        board.plugIn("a");
        board.plugIn("b");
        return board;
    }

    /** Three sessions in a row find the first choice dead. */
    private static Plugboard cooling() {
        Plugboard board = board();
        board.dead("a", true);
        for (int i = 1; i <= 3; i++) {
            assertEquals("b", board.connected("a", "b").on());
            assertEquals(i, board.tried("a"));
        }
        assertEquals(State.COOLING_DOWN, of(board, "a").state());
        return board;
    }

    @Test
    void after_three_failures_in_a_row_new_sessions_try_a_choice_last() {
        try (Plugboard board = cooling()) {
            LineHealth health = of(board, "a");
            assertEquals(3, health.failures());
            assertEquals("1006 connection reset", health.lastReason());
            assertNotNull(health.coolUntil());
            assertEquals(State.HEALTHY, of(board, "b").state());
            assertEquals("b", board.connected("a", "b").on());
            assertEquals(3, board.tried("a"), "not even tried");
        }
    }

    @Test
    void a_choice_that_cools_down_is_tried_still_when_there_is_no_other() {
        try (Plugboard board = cooling()) {
            board.dead("a", false);
            board.dead("b", true);
            assertEquals("a", board.connected("a", "b").on());
            assertEquals(State.HEALTHY, of(board, "a").state(), "and is well if that works");
        }
    }

    @Test
    void a_lost_line_comes_back_over_the_choice_that_is_well() {
        try (Plugboard board = board()) {
            Talk talk = board.connected("a", "b");
            board.dead("a", true);
            for (int i = 0; i < 3; i++) {
                board.connected("a", "b");
            }
            int before = board.tried("a");
            board.transport("a").created().get(0).disconnect(Lines.RESET);
            board.loop.run();
            board.attempt(talk);
            assertEquals("b", talk.on());
            assertEquals(before, board.tried("a"));
        }
    }

    @Test
    void after_the_cooling_one_session_probes_and_its_success_is_everybodys() {
        try (Plugboard board = cooling()) {
            board.transport("a").prepare(line -> line.openByHand(true));
            board.advance(10_000);
            Talk probe = board.open(options -> {}, "a", "b");
            board.connect(probe);
            assertEquals(State.PROBING, of(board, "a").state());
            assertEquals("b", board.connected("a", "b").on(), "one is enough");
            assertEquals(4, board.tried("a"));
            board.line("a").accept();
            board.loop.run();
            assertEquals("a", probe.on());
            assertEquals(State.HEALTHY, of(board, "a").state());
            assertEquals(0, of(board, "a").failures());
            board.dead("a", false);
            assertEquals("a", board.connected("a", "b").on());
        }
    }

    @Test
    void each_probe_that_fails_doubles_the_cooling_up_to_a_bound() {
        ProviderHealth health = new ProviderHealth(() -> 0.999_999);
        LineChoice choice = Plugboard.over("a");
        for (int i = 0; i < 3; i++) {
            health.failed(choice, Lines.RESET, false, 0);
        }
        long now = 0;
        for (long seconds : List.of(10L, 20L, 40L, 80L, 160L, 300L, 300L)) {
            assertTrue(health.tryLast(choice, now + Duration.ofSeconds(seconds - 1).toNanos()));
            now += Duration.ofSeconds(seconds).toNanos();
            assertFalse(health.tryLast(choice, now));
            assertTrue(health.trying(choice, now));
            assertTrue(health.tryLast(choice, now), "for all others");
            assertFalse(health.trying(choice, now));
            health.failed(choice, Lines.RESET, true, now);
        }
    }

    @Test
    void the_cooling_is_a_random_part_between_a_half_and_the_whole() {
        ProviderHealth health = new ProviderHealth(() -> 0);
        LineChoice choice = Plugboard.over("a");
        for (int i = 0; i < 3; i++) {
            health.failed(choice, Lines.RESET, false, 0);
        }
        assertTrue(health.tryLast(choice, Duration.ofMillis(4_999).toNanos()));
        assertFalse(health.tryLast(choice, Duration.ofMillis(5_000).toNanos()));
    }

    @Test
    void a_probe_that_is_given_up_leaves_it_to_the_next_session() {
        try (Plugboard board = cooling()) {
            board.transport("a").prepare(line -> line.openByHand(true));
            board.advance(10_000);
            Talk probe = board.open(options -> {}, "a", "b");
            board.connect(probe);
            probe.session.close(CloseReason.NORMAL);
            board.loop.run();
            board.dead("a", false);
            assertEquals("a", board.connected("a", "b").on());
        }
    }

    @Test
    void refusals_of_a_key_say_nothing_about_the_provider() {
        CloseReason key =
                new CloseReason(
                        CloseReason.Cause.FATAL,
                        0,
                        "invalid_api_key",
                        new ProviderError(
                                "auth",
                                "invalid_api_key",
                                "no",
                                null,
                                null,
                                ProviderError.Severity.FATAL));
        try (Plugboard board = board()) {
            board.ends("a", key);
            for (int i = 0; i < 5; i++) {
                assertEquals("b", board.connected("a", "b").on());
            }
            assertEquals(5, board.tried("a"));
            board.ends("a", null);
            assertEquals("a", board.connected("a", "b").on());
            assertEquals(State.HEALTHY, of(board, "a").state());
        }
    }

    @Test
    void a_missing_plug_and_a_close_of_ours_say_nothing_about_it_either() {
        try (Plugboard board = board()) {
            board.takeOut("a");
            for (int i = 0; i < 4; i++) {
                assertEquals("b", board.connected("a", "b").on());
            }
            assertTrue(
                    board.heart.plugs().health().stream()
                            .noneMatch(line -> line.transport().equals("a")));
            board.plugIn("a");
            board.transport("a").prepare(line -> line.openByHand(true));
            for (int i = 0; i < 4; i++) {
                Talk talk = board.open(options -> {}, "a", "b");
                board.connect(talk);
                talk.session.close(CloseReason.NORMAL);
                board.loop.run();
                assertEquals(SessionState.CLOSED, talk.session.state());
            }
            assertTrue(
                    board.heart.plugs().health().stream().allMatch(line -> line.failures() == 0));
        }
    }

    @Test
    void a_new_version_of_a_plug_is_tried_at_once() {
        try (Plugboard board = cooling()) {
            board.takeOut("a");
            board.plugIn("a");
            assertEquals("a", board.connected("a", "b").on());
        }
    }

    @Test
    void nothing_secret_is_shown() {
        ProviderHealth health = new ProviderHealth(() -> 0);
        LineChoice choice =
                LineChoice.builder()
                        .url(URI.create("wss://me:pass@host.example:8443/v1/realtime?key=sk-1"))
                        .key("sk-2")
                        .build();
        health.failed(
                choice,
                new CloseReason(
                        CloseReason.Cause.LOST,
                        0,
                        "no answer from wss://me:pass@host.example/v1?key=sk-1 in time",
                        null),
                false,
                0);
        LineHealth shown = health.list().get(0);
        assertEquals("wss://host.example:8443/v1/realtime", shown.address());
        assertEquals("no answer from wss://host.example/v1 in time", shown.lastReason());
        assertFalse(shown.toString().contains("sk-"));
        assertFalse(shown.toString().contains("pass"));
    }

    @Test
    void no_more_than_so_many_are_kept_and_those_in_trouble_longest() {
        ProviderHealth health = new ProviderHealth(() -> 0);
        LineChoice bad = Plugboard.over("bad");
        health.failed(bad, Lines.RESET, false, 0);
        for (int i = 0; i < 1_000; i++) {
            health.succeeded(Plugboard.over("t" + i), i);
        }
        assertEquals(256, health.list().size());
        assertTrue(health.list().stream().anyMatch(line -> line.transport().equals("bad")));
        assertTrue(health.list().stream().anyMatch(line -> line.transport().equals("t999")));
        health.renewed(PlugKind.TRANSPORT, "bad");
    }
}
