package io.patchbay.console.internal.health;

import io.patchbay.runtime.record.EventLines;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The newest warnings and errors, at most {@value #MOST} different ones, without keys. For any
 * thread.
 */
final class Notices {

    static final int MOST = 200;

    private static final int LONGEST = 500;

    /** What a page's address or a form may hold; whole addresses are cleaned with the keys. */
    private static final Pattern PARAMETERS =
            Pattern.compile(
                    "(?i)\\b((?:token|secret|password|api[-_]?key|credential)\\s*[=:]\\s*)[^\\s&,;]+");

    /** By which way it came: some logs hand on to others, and nothing is to count twice. */
    enum Way {
        SESSION,
        JAVA_LOG,
        CONTAINER_LOG
    }

    /**
     * Something that went wrong.
     *
     * @param at the last time
     * @param source {@code session}, or the log's name
     * @param session the last session it happened in, or null
     * @param code of the hint, by which a page may say it in another language, or null
     * @param count how often
     */
    record Notice(
            Instant at,
            String source,
            @Nullable String session,
            String message,
            @Nullable String hint,
            @Nullable String code,
            long count) {}

    private record Key(String source, String message) {}

    private static final class Counted {
        private Instant at = Instant.EPOCH;
        private @Nullable String session;
        private @Nullable String hint;
        private @Nullable String code;
        private final long[] counts = new long[Way.values().length];
    }

    private final Map<Key, Counted> newest = new LinkedHashMap<>();

    /** A log says that something went wrong again, or for the first time. */
    void add(Way way, Instant at, String source, String message) {
        add(way, at, source, null, new Hints.Said(message, null, null));
    }

    /** Something went wrong again, or for the first time. */
    void add(Way way, Instant at, String source, @Nullable String session, Hints.Said said) {
        Key key = new Key(source, clean(said.message()));
        synchronized (newest) {
            Counted counted = newest.remove(key);
            if (counted == null) {
                counted = new Counted();
                if (newest.size() == MOST) {
                    newest.remove(newest.keySet().iterator().next());
                }
            }
            counted.at = at;
            counted.session = session;
            counted.hint = said.hint();
            counted.code = said.code();
            counted.counts[way.ordinal()]++;
            newest.put(key, counted);
        }
    }

    /** The newest first. */
    List<Notice> list() {
        List<Notice> list = new ArrayList<>();
        synchronized (newest) {
            newest.forEach(
                    (key, counted) ->
                            list.add(
                                    new Notice(
                                            counted.at,
                                            key.source(),
                                            counted.session,
                                            key.message(),
                                            counted.hint,
                                            counted.code,
                                            most(counted.counts))));
        }
        Collections.reverse(list);
        return list;
    }

    private static long most(long[] counts) {
        long most = 0;
        for (long count : counts) {
            most = Math.max(most, count);
        }
        return most;
    }

    private static String clean(String message) {
        String line = message.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        String bare = PARAMETERS.matcher(EventLines.withoutKeys(line)).replaceAll("$1redacted");
        return bare.length() <= LONGEST ? bare : bare.substring(0, LONGEST) + "…";
    }
}
