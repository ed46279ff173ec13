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

    /**
     * Words without content, and what to do, where that is known.
     *
     * @param code of the hint, by which a page may say it in another language; null without one
     */
    record Said(String message, @Nullable String hint, @Nullable String code) {}

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
        return said(words, code);
    }

    /** Something failed: its words may hold what somebody said, so only its kind is told. */
    static Said of(SessionEvent.Error error) {
        String source = "error." + error.source().name().toLowerCase(Locale.ROOT);
        String words = TABLE.getProperty(source + ".says", "Something failed.");
        ProviderError provider = error.provider();
        if (provider == null) {
            return said(words, source);
        }
        String code = provider.code() == null ? provider.type() : provider.code();
        String known = "code." + code;
        return said(
                words + " The provider calls it \"" + code + "\".",
                TABLE.containsKey(known + ".hint") ? known : source);
    }

    /** A line is gone and nobody asked for it. */
    static Said of(CloseReason reason) {
        String number = reason.code() == 0 ? "" : " (" + reason.code() + ")";
        return said(
                "The line to the provider is gone" + number + ": " + reason.text(),
                "disconnected." + reason.cause().name().toLowerCase(Locale.ROOT));
    }

    private static Said said(String words, String code) {
        String hint = TABLE.getProperty(code + ".hint");
        return new Said(words, hint, hint == null ? null : code);
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
