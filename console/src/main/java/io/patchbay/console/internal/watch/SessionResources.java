package io.patchbay.console.internal.watch;

import io.patchbay.api.history.Item;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.management.resource.Exchange;
import io.patchbay.management.resource.Feed;
import io.patchbay.management.resource.Permission;
import io.patchbay.management.resource.Resource;
import io.patchbay.runtime.record.EventLines;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What can be asked of sessions. */
final class SessionResources {

    private final WatchedSessions sessions;
    private final Pulse pulse;
    private final Overview overview;
    private final Executor work;

    /**
     * Resources.
     *
     * @param work where what takes longer than a moment is done: those who serve must not be
     *     blocked
     */
    SessionResources(WatchedSessions sessions, Pulse pulse, Overview overview, Executor work) {
        this.sessions = sessions;
        this.pulse = pulse;
        this.overview = overview;
        this.work = work;
    }

    List<Resource> all() {
        return List.of(
                Answering.get(
                        "/v1/sessions",
                        Permission.OBSERVE,
                        exchange -> exchange.answer(200, sessions.json())),
                Answering.get(
                        "/v1/sessions/{id}",
                        Permission.OBSERVE,
                        found(
                                (exchange, session) ->
                                        exchange.answer(200, session.detail(mayRead(exchange))))),
                Answering.get(
                        "/v1/sessions/{id}/history",
                        Permission.CONTENT,
                        found((exchange, session) -> exchange.answer(200, history(session)))),
                Answering.get("/v1/sessions/{id}/stream", Permission.OBSERVE, found(this::stream)),
                Answering.get(
                        "/v1/stream",
                        Permission.OBSERVE,
                        exchange -> {
                            Feed feed = exchange.feed(Feed.Format.EVENTS);
                            work.execute(() -> overview.show(feed));
                        }));
    }

    private Consumer<Exchange> found(BiConsumer<Exchange, WatchedSession> action) {
        return exchange -> {
            String id = exchange.variable("id");
            Optional<WatchedSession> session = sessions.session(id);
            if (session.isEmpty()) {
                exchange.error(404, "there is no session " + id + ", or it ended a while ago");
                return;
            }
            work.execute(() -> action.accept(exchange, session.get()));
        };
    }

    static boolean mayRead(Exchange exchange) {
        return exchange.granted().includes(Permission.CONTENT);
    }

    private static ObjectNode history(WatchedSession session) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode items = json.putArray("items");
        EventLines lines = EventLines.journal(0, true);
        for (Item item : session.items()) {
            SessionEvent event =
                    new SessionEvent.HistoryAdded(
                            new SessionEvent.Stamp(0, 0, null), EventStrip.of(item));
            items.add(SessionJson.tree(lines.session(event)).path("event").path("item"));
        }
        return json;
    }

    private void stream(Exchange exchange, WatchedSession session) {
        boolean raw = exchange.query("raw").map(Boolean::parseBoolean).orElse(false);
        if (raw && !mayRead(exchange)) {
            exchange.error(403, "the provider's messages are content; ask without raw=true");
            return;
        }
        double since;
        try {
            since = exchange.query("since").map(Double::parseDouble).orElse(0.0);
        } catch (NumberFormatException e) {
            exchange.error(400, "since is a number of seconds of the session, such as 12.5");
            return;
        }
        Feed feed = exchange.feed(Feed.Format.EVENTS);
        SessionStream stream = new SessionStream(feed, mayRead(exchange), raw);
        session.show(stream, since);
        pulse.begin(session);
        // not on the thread that sends, which may hold what leaving waits for
        feed.onEnd(() -> work.execute(() -> session.leave(stream)));
    }
}
