package io.patchbay.console.internal.health;

import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.transport.CloseReason;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What may be shown of what goes wrong in sessions, and what to do about it: one table of both. */
final class Hints {

    /** Words without content, and what to do, where that is known. */
    record Said(String message, @Nullable String hint) {}

    private static final Properties TABLE = table();

    private Hints() {}

    /** Not what was asked for, and the session goes on. */
    static Said of(SessionEvent.Warning warning) {
        String code = "warning." + warning.code();
        boolean shown = Boolean.parseBoolean(TABLE.getProperty(code + ".shown"));
        String words =
                shown
                        ? warning.message()
                        : TABLE.getProperty(
                                code + ".says", "A session warns of \"" + warning.code() + "\".");
        return new Said(words, TABLE.getProperty(code + ".hint"));
    }

    /** Something failed: its words may hold what somebody said, so only its kind is told. */
    static Said of(SessionEvent.Error error) {
        String source = "error." + error.source().name().toLowerCase(Locale.ROOT);
        String words = TABLE.getProperty(source + ".says", "Something failed.");
        String hint = TABLE.getProperty(source + ".hint");
        ProviderError provider = error.provider();
        if (provider == null) {
            return new Said(words, hint);
        }
        String code = provider.code() == null ? provider.type() : provider.code();
        return new Said(
                words + " The provider calls it \"" + code + "\".",
                TABLE.getProperty("code." + code + ".hint", hint));
    }

    /** A line is gone and nobody asked for it. */
    static Said of(CloseReason reason) {
        String number = reason.code() == 0 ? "" : " (" + reason.code() + ")";
        return new Said(
                "The line to the provider is gone" + number + ": " + reason.text(),
                TABLE.getProperty(
                        "disconnected."
                                + reason.cause().name().toLowerCase(Locale.ROOT)
                                + ".hint"));
    }

    private static Properties table() {
        Properties table = new Properties();
        try (Reader in =
                new InputStreamReader(
                        Objects.requireNonNull(
                                Hints.class.getResourceAsStream("hints.properties"),
                                "hints.properties lies beside this class"),
                        StandardCharsets.UTF_8)) {
            table.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return table;
    }
}
