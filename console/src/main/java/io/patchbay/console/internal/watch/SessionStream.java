package io.patchbay.console.internal.watch;

import io.patchbay.management.resource.Feed;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One who looks at a session. For any thread. */
final class SessionStream {

    /** A line longer than this is told by its length. */
    private static final int MOST_OF_A_LINE = 256 << 10;

    private final Feed feed;
    private final boolean content;
    private final boolean raw;

    /** How many changes of turns were told; -1 before the first telling. */
    private long shown = -1;

    /**
     * Somebody.
     *
     * @param content whether what is said may be seen
     * @param raw whether the wire is wanted; only with content
     */
    SessionStream(Feed feed, boolean content, boolean raw) {
        this.feed = feed;
        this.content = content;
        this.raw = raw && content;
    }

    boolean content() {
        return content;
    }

    boolean raw() {
        return raw;
    }

    /** A line of the journal; false when nobody reads any more. */
    boolean event(String line) {
        return feed.send("event", bounded(line));
    }

    void wire(String line) {
        if (raw) {
            feed.send("wire", bounded(line));
        }
    }

    void level(String levels) {
        feed.send("level", levels);
    }

    /**
     * How the session is now: at first with all its turns, later only with those that changed. By
     * who holds the session's monitor. False when nobody reads any more.
     */
    boolean detail(WatchedSession session) {
        long changes = session.turnChanges();
        boolean read;
        if (shown < 0) {
            read = feed.send("detail", SessionJson.text(session.detail(content)));
        } else {
            if (changes > shown) {
                ObjectNode turns = JsonNodeFactory.instance.objectNode();
                turns.set("changed", session.turnsSince(shown, content));
                feed.send("turns", SessionJson.text(turns));
            }
            read = feed.send("detail", SessionJson.text(session.outline(content)));
        }
        shown = changes;
        return read;
    }

    void gap(long count) {
        feed.send(
                "gap", SessionJson.text(JsonNodeFactory.instance.objectNode().put("count", count)));
    }

    void close() {
        feed.close();
    }

    private static String bounded(String line) {
        if (line.length() <= MOST_OF_A_LINE) {
            return line;
        }
        int kind = line.indexOf(",\"event\":");
        return line.substring(0, kind)
                + ",\"event\":{\"type\":\"too_long\",\"characters\":"
                + line.length()
                + "}}";
    }
}
