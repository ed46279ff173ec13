package io.patchbay.console.internal.watch;

import io.patchbay.management.resource.Feed;
import tools.jackson.databind.node.JsonNodeFactory;

/** One who looks at a session. For any thread. */
final class SessionStream {

    /** A line longer than this is told by its length. */
    private static final int MOST_OF_A_LINE = 256 << 10;

    private final Feed feed;
    private final boolean content;
    private final boolean raw;

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

    void detail(WatchedSession session) {
        feed.send("detail", SessionJson.text(session.detail(content)));
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
