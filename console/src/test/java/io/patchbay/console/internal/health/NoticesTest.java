package io.patchbay.console.internal.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.session.SessionEvent.Stamp;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What went wrong lately, and nothing that nobody may see. */
class NoticesTest {

    private static final Stamp STAMP = new Stamp(0, 1, null);
    private static final System.Logger LOG = System.getLogger("io.patchbay.console.test");

    private final Notices notices = new Notices();

    private void add(Notices.Way way, String message) {
        notices.add(way, Instant.now(), "test", "s1", new Hints.Said(message, null, null));
    }

    @Test
    void equal_ones_are_counted_and_the_newest_comes_first() {
        add(Notices.Way.SESSION, "one");
        add(Notices.Way.SESSION, "two");
        add(Notices.Way.SESSION, "one");
        assertEquals(
                List.of("one 2", "two 1"),
                notices.list().stream().map(it -> it.message() + " " + it.count()).toList());
    }

    @Test
    void what_two_logs_tell_counts_once() {
        add(Notices.Way.JAVA_LOG, "one");
        add(Notices.Way.CONTAINER_LOG, "one");
        assertEquals(1, notices.list().get(0).count());
    }

    @Test
    void the_oldest_go_when_there_are_too_many() {
        for (int i = 0; i < Notices.MOST + 50; i++) {
            add(Notices.Way.SESSION, "message " + i);
        }
        assertEquals(Notices.MOST, notices.list().size());
        assertEquals("message 50", notices.list().get(Notices.MOST - 1).message());
    }

    @Test
    void keys_stay_out_and_long_or_broken_lines_become_short_ones() {
        add(
                Notices.Way.SESSION,
                "wss://user:pw@host/x?key=abc said\n sk-abcdefghijk; token=0123abc, x");
        String message = notices.list().get(0).message();
        assertEquals("wss://host/x said redacted; token=redacted, x", message);
        add(Notices.Way.SESSION, "a".repeat(10_000));
        assertTrue(notices.list().get(0).message().length() < 600);
    }

    @Test
    void warnings_and_errors_of_the_log_are_noted_without_what_exceptions_say() {
        try (JavaLog log = new JavaLog(notices)) {
            assertNotNull(log);
            LOG.log(Level.INFO, "all is well");
            LOG.log(Level.WARNING, "{0} is late", "the train");
            LOG.log(Level.ERROR, "it failed", new IllegalStateException("the caller said hello"));
        }
        LOG.log(Level.WARNING, "nobody listens");
        assertEquals(
                List.of("it failed [java.lang.IllegalStateException]", "the train is late"),
                notices.list().stream()
                        .filter(it -> it.source().equals("io.patchbay.console.test"))
                        .map(Notices.Notice::message)
                        .toList());
    }

    @Test
    void a_warning_says_what_to_do_and_only_what_holds_no_content() {
        var known = Hints.of(new SessionEvent.Warning(STAMP, "line-lost", "closed by peer"));
        assertEquals("closed by peer", known.message());
        assertTrue(Optional.ofNullable(known.hint()).orElse("").contains("network"));

        var skipped = Hints.of(new SessionEvent.Warning(STAMP, "history-item-skipped", "my words"));
        assertFalse(skipped.message().contains("my words"));
        assertNotNull(skipped.hint());

        var foreign = Hints.of(new SessionEvent.Warning(STAMP, "somebody-s", "my words"));
        assertEquals("A session warns of \"somebody-s\".", foreign.message());
        assertNull(foreign.hint());
        assertNull(foreign.code());
    }

    @Test
    void an_error_tells_its_kind_and_never_what_was_said() {
        for (ErrorSource source : ErrorSource.values()) {
            var said = Hints.of(new SessionEvent.Error(STAMP, source, "my words", null));
            assertFalse(said.message().contains("my words"), said::toString);
            assertFalse(said.message().equals("Something failed."), () -> "no words for " + source);
            assertNotNull(said.hint(), source::toString);
        }
        var key =
                Hints.of(
                        new SessionEvent.Error(
                                STAMP,
                                ErrorSource.LINE,
                                "my words",
                                new ProviderError(
                                        "invalid_request_error",
                                        "invalid_api_key",
                                        "my key",
                                        null,
                                        null,
                                        ProviderError.Severity.FATAL)));
        assertTrue(key.message().contains("invalid_api_key"), key::toString);
        assertTrue(Optional.ofNullable(key.hint()).orElse("").contains("key"), key::toString);
        assertEquals("code.invalid_api_key", key.code(), "by which the page says it");
    }
}
