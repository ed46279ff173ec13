package io.patchbay.transport.browser.internal;

import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a page sends besides sound. One thread at a time; what it asks happens on the loop. */
final class PageMessages {

    /** Longer than anybody types. */
    private static final int MOST_TEXT = 16_384;

    /** A page that sends more rubbish than this is none of ours. */
    private static final int MOST_STRIKES = 10;

    /** Messages of one second; a played position comes ten times a second. */
    private static final int MOST_A_SECOND = 100;

    private static final long SECOND = 1_000_000_000;

    private final PageLeg leg;
    private int strikes;
    private long second;
    private int count;

    PageMessages(PageLeg leg) {
        this.leg = leg;
    }

    /** A message, array-backed, valid during the call. */
    void take(ByteBuffer message) {
        long now = System.nanoTime();
        if (now - second > SECOND) {
            second = now;
            count = 0;
        }
        if (++count > MOST_A_SECOND) {
            end("more than " + MOST_A_SECOND + " messages in a second");
            return;
        }
        ObjectNode node;
        try {
            node =
                    Json.object(
                            message.array(),
                            message.arrayOffset() + message.position(),
                            message.remaining());
        } catch (IllegalArgumentException e) {
            wrong("bad-message", String.valueOf(e.getMessage()));
            return;
        }
        leg.onLoop(() -> act(node));
    }

    private void wrong(String code, String message) {
        leg.tell(Json.event("error").put("code", code).put("message", message));
        if (++strikes > MOST_STRIKES) {
            end("too many messages that are none");
        }
    }

    private void end(String why) {
        leg.close(new CloseReason(CloseReason.Cause.PROTOCOL, 1008, why, null));
    }

    private void act(ObjectNode message) {
        switch (message.path("type").asString("")) {
            case "text" -> text(message.path("text").asString(""));
            case "interrupt" -> session((session, ignored) -> session.interrupt(), "");
            case "mute" -> leg.mute(message.path("on").asBoolean(true));
            case "hold" ->
                    told((caller, on) -> caller.onHold(on), message.path("on").asBoolean(true));
            case "dtmf" -> key(message.path("key").asString(""));
            case "played" -> played(message);
            case "bye" ->
                    leg.close(
                            new CloseReason(
                                    CloseReason.Cause.REMOTE,
                                    1000,
                                    "the caller has hung up",
                                    null));
            default ->
                    leg.tell(
                            Json.event("error")
                                    .put("code", "unknown-message")
                                    .put("message", "there is no message of this type"));
        }
    }

    private void text(String text) {
        if (text.isBlank() || text.length() > MOST_TEXT) {
            wrong("bad-text", "a text has 1 to " + MOST_TEXT + " characters");
            return;
        }
        session(
                (session, words) ->
                        session.sendMessage(words)
                                .whenComplete(
                                        (receipt, failure) -> {
                                            if (failure != null) {
                                                notNow();
                                            }
                                        }),
                text);
    }

    private <T> void session(BiConsumer<RealtimeSession, T> what, T value) {
        RealtimeSession session = leg.session();
        if (session == null) {
            notNow();
        } else {
            what.accept(session, value);
        }
    }

    private void notNow() {
        leg.tell(
                Json.event("error")
                        .put("code", "not-ready")
                        .put("message", "nobody can take this now; try again"));
    }

    private <T> void told(BiConsumer<CallerLeg.Listener, T> what, T value) {
        CallerLeg.Listener caller = leg.listener();
        if (caller != null) {
            what.accept(caller, value);
        }
    }

    private void key(String key) {
        if (key.matches("[0-9*#A-D]")) {
            told(CallerLeg.Listener::onDtmf, key);
        } else {
            wrong("bad-key", "a key is one of 0-9 * # A-D");
        }
    }

    private void played(JsonNode message) {
        long millis = message.path("ms").asLong(-1);
        int content = message.path("content").asInt(0);
        String item = message.path("item").asString("");
        if (millis < 0 || millis > Integer.MAX_VALUE || content < 0 || item.isEmpty()) {
            wrong("bad-position", "played says item, content and ms");
        } else {
            leg.played(item, content, millis);
        }
    }
}
