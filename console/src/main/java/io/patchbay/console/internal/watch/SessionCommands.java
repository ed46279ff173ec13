package io.patchbay.console.internal.watch;

import io.patchbay.api.session.Consent;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.console.internal.talk.TalkLines;
import io.patchbay.management.resource.Exchange;
import io.patchbay.management.resource.Resource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What can be asked of a session that lives. A session that is not there is 404; what it cannot do
 * is 409 with its own sentence; what was begun is 202, and how it ends is told by events.
 */
final class SessionCommands {

    private static final int MOST_CHARACTERS = 16_000;

    /** Most of what fails does so at once; a move fails when the new line does not come up. */
    private static final long SOON = 500;

    private static final long MOVED = 20_000;

    /** Starts and ends the recording of a session. */
    interface Recordings {
        /**
         * Does so.
         *
         * @return the recording's name, or null when there is none now
         * @throws IllegalStateException when it cannot be; the message says why
         */
        @Nullable String record(WatchedSession session, boolean on);
    }

    private interface Command {
        void run(Exchange exchange, RealtimeSession session, WatchedSession watched);
    }

    private final WatchedSessions sessions;
    private final Function<String, Optional<LineChoice>> lines;
    private final Recordings recordings;
    private final ScheduledExecutorService work;

    /**
     * Commands.
     *
     * @param lines finds a line that is offered by its id
     * @param work where files are made
     */
    SessionCommands(
            WatchedSessions sessions,
            Function<String, Optional<LineChoice>> lines,
            Recordings recordings,
            ScheduledExecutorService work) {
        this.sessions = sessions;
        this.lines = lines;
        this.recordings = recordings;
        this.work = work;
    }

    List<Resource> all() {
        return List.of(
                command("approvals/{callId}", this::decide),
                command(
                        "message",
                        (exchange, session, watched) ->
                                begin(exchange, session.sendMessage(text(exchange, "text")), SOON)),
                command(
                        "interrupt",
                        (exchange, session, watched) -> {
                            watched.silenceAsked(session);
                            begin(exchange, session.interrupt(), SOON);
                        }),
                command(
                        "agent",
                        (exchange, session, watched) ->
                                begin(exchange, session.updateAgent(text(exchange, "name")), SOON)),
                command(
                        "say",
                        (exchange, session, watched) ->
                                begin(exchange, session.say(text(exchange, "text")), SOON)),
                command("line", this::move),
                command(
                        "close",
                        (exchange, session, watched) ->
                                begin(exchange, session.close(CloseReason.NORMAL), SOON)),
                command("recording", this::record));
    }

    private Resource command(String name, Command command) {
        return Answering.post("/v1/sessions/{id}/" + name, served(command));
    }

    private Consumer<Exchange> served(Command command) {
        return exchange -> {
            String id = exchange.variable("id");
            Optional<WatchedSession> watched = sessions.session(id);
            Optional<RealtimeSession> session = watched.flatMap(WatchedSession::live);
            if (session.isEmpty()) {
                exchange.error(
                        404,
                        watched.isPresent()
                                ? "session " + id + " has ended"
                                : "there is no session " + id + ", or it ended a while ago");
                return;
            }
            try {
                command.run(exchange, session.get(), watched.get());
            } catch (IllegalStateException | UnsupportedOperationException e) {
                exchange.error(409, sentence(e));
            }
        };
    }

    private void decide(Exchange exchange, RealtimeSession session, WatchedSession watched) {
        ObjectNode body = exchange.body();
        JsonNode granted = body.path("granted");
        if (!granted.isBoolean()) {
            throw new IllegalArgumentException("\"granted\" must be true or false");
        }
        String message = body.path("message").isString() ? body.get("message").stringValue() : null;
        Consent consent =
                new Consent(granted.booleanValue(), body.path("always").asBoolean(false), message);
        session.decide(exchange.variable("callId"), consent)
                .whenComplete(
                        (result, failure) -> {
                            if (failure != null) {
                                exchange.error(409, sentence(failure));
                                return;
                            }
                            exchange.answer(
                                    200,
                                    JsonNodeFactory.instance
                                            .objectNode()
                                            .put("counted", result.counted())
                                            .put("standing", SessionJson.lower(result.standing())));
                        });
    }

    private void move(Exchange exchange, RealtimeSession session, WatchedSession watched) {
        ObjectNode body = exchange.body();
        String transport = body.path("transport").asString("").strip();
        String line = body.path("line").asString("").strip();
        if (transport.isEmpty() && line.isEmpty()) {
            throw new IllegalArgumentException("say where to: \"transport\", \"line\", or both");
        }
        LineChoice from;
        if (line.isEmpty()) {
            from =
                    watched.choice()
                            .orElseThrow(
                                    () ->
                                            new IllegalStateException(
                                                    "the session has had no line since the console"
                                                            + " is here; say which \"line\""));
        } else {
            from =
                    lines.apply(line)
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "there is no line '" + line + "' on offer"));
        }
        begin(
                exchange,
                session.renew(transport.isEmpty() ? from : TalkLines.over(from, transport)),
                MOVED);
    }

    private void record(Exchange exchange, RealtimeSession session, WatchedSession watched) {
        JsonNode on = exchange.body().path("on");
        if (!on.isBoolean()) {
            throw new IllegalArgumentException("\"on\" must be true or false");
        }
        work.execute(
                () -> {
                    try {
                        String name = recordings.record(watched, on.booleanValue());
                        exchange.answer(
                                200, JsonNodeFactory.instance.objectNode().put("recording", name));
                    } catch (IllegalStateException e) {
                        exchange.error(409, sentence(e));
                    }
                });
    }

    /**
     * Answers 202, or why it failed when that is known soon. What comes later is told by events.
     *
     * @param wait how long to wait for that, in milliseconds
     */
    private void begin(Exchange exchange, CompletionStage<?> stage, long wait) {
        ScheduledFuture<?> patience =
                work.schedule(() -> begun(exchange), wait, TimeUnit.MILLISECONDS);
        stage.whenComplete(
                (done, failure) -> {
                    patience.cancel(false);
                    if (failure == null) {
                        begun(exchange);
                    } else {
                        exchange.error(409, sentence(failure));
                    }
                });
    }

    /** What is answered a second time is ignored. */
    private static void begun(Exchange exchange) {
        exchange.answer(202, JsonNodeFactory.instance.objectNode());
    }

    private static String text(Exchange exchange, String field) {
        String text = exchange.body().path(field).asString("").strip();
        if (text.isEmpty() || text.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException(
                    "\"" + field + "\" must be a text of 1 to " + MOST_CHARACTERS + " characters");
        }
        return text;
    }

    private static String sentence(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null || message.isBlank()
                ? "the session cannot do that now (" + cause.getClass().getSimpleName() + ")"
                : message.lines().findFirst().orElse(message);
    }
}
