package io.patchbay.bench.internal.swap;

import io.patchbay.bench.internal.load.Say;
import io.patchbay.bench.internal.swap.plugs.PlainMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One line of a call, as the far end sees it. On the peer's thread. */
final class PeerLine {

    /** How much of the sound before speech belongs to the turn. */
    private static final int PADDING_MILLIS = 100;

    /** So many silent frames end a turn. */
    private static final int SILENT_FRAMES = 5;

    /** What an address has in it when the line speaks the plain dialect. */
    static final String PLAIN = "bench_dialect=plain";

    /** What it has in it when it is not the one that calls begin with. */
    static final String AWAY = "bench_away=1";

    /** Histories are shorter. */
    private static final int REMEMBERED = 400;

    private final Wire wire;
    private final boolean away;
    private final @Nullable PlainDialect dialect;
    private final List<String> items = new ArrayList<>();
    private final FrameReader sound = new FrameReader(this::frame);
    private @Nullable Open open;
    private int frames;
    private int turnEnd;
    private int silent;
    private boolean speaking;
    private String turnItem = "";

    /** Updates that are confirmed in a while. */
    private int confirming;

    /** What there is while the line is. */
    private record Open(FarEnd end, Say say, ObjectNode session, PeerResponse response) {}

    private PeerLine(Wire wire, boolean away, @Nullable PlainDialect dialect) {
        this.wire = wire;
        this.away = away;
        this.dialect = dialect;
    }

    /**
     * A line is there.
     *
     * @param webSocket whether that is what carries it
     */
    static PeerLine open(Wire wire, FarEnd end, String address, boolean webSocket) {
        boolean plain = address.contains(PLAIN);
        PeerLine line =
                new PeerLine(
                        wire,
                        plain || !webSocket || address.contains(AWAY),
                        plain ? new PlainDialect() : null);
        Say say = new Say(end.ids);
        ObjectNode session = say.defaults("gpt-realtime");
        line.open = new Open(end, say, session, new PeerResponse(line, end, say));
        end.opened(line);
        line.send(say.session("session.created", session));
        return line;
    }

    /** Whether it is another transport or provider than calls begin with. */
    boolean away() {
        return away;
    }

    /** The line is gone. */
    void gone() {
        Open now = open;
        if (now != null) {
            now.response().lineGone();
            now.end().closed(this);
            open = null;
        }
    }

    /** The far end itself is at fault. */
    void failed(Throwable cause) {
        Open now = open;
        if (now != null) {
            now.end().faults.add(now.end().name + ": the far end failed: " + cause);
        }
    }

    /** Breaks the line: what was not sent yet is gone. */
    void cut() {
        wire.cut();
    }

    void send(String json) {
        if (open == null) {
            return;
        }
        PlainDialect plain = dialect;
        if (plain == null) {
            wire.send(json);
            return;
        }
        PlainMessage message = plain.toClient(Say.JSON.readTree(json));
        if (message != null) {
            wire.send(message.bytes());
        }
    }

    /** Runs {@code task} on this thread after a while, as long as the line is there. */
    void later(int millis, Runnable task) {
        wire.later(
                millis,
                () -> {
                    if (open != null) {
                        task.run();
                    }
                });
    }

    /** The ids of the conversation's items, as this line knows them. */
    List<String> items() {
        return items;
    }

    /** An item that the server adds at the end. */
    void added(ObjectNode item) {
        Open now = open;
        if (now == null) {
            return;
        }
        String id = item.path("id").asString("");
        String last = items.isEmpty() ? "" : items.get(items.size() - 1);
        items.add(id);
        if (items.size() > REMEMBERED) {
            items.remove(0);
        }
        send(now.say().item("conversation.item.added", last, item));
    }

    /** The item is whole. */
    void done(ObjectNode item) {
        Open now = open;
        if (now != null) {
            int at = items.indexOf(item.path("id").asString(""));
            String before = at > 0 ? items.get(at - 1) : "";
            send(now.say().item("conversation.item.done", before, item));
        }
    }

    /** The tools that the model may call. */
    List<String> tools() {
        Open now = open;
        List<String> names = new ArrayList<>();
        if (now != null) {
            for (JsonNode tool : now.session().path("tools")) {
                names.add(tool.path("name").asString(""));
            }
        }
        return names;
    }

    /** The client says something in OpenAI's words. */
    void hears(String json) {
        hears(Say.JSON.readTree(json));
    }

    /** The client says something in plain words. */
    void hears(ByteBuffer message) {
        PlainDialect plain = dialect;
        if (plain != null) {
            hears(plain.fromClient(message));
        }
    }

    private void hears(JsonNode event) {
        Open now = open;
        if (now != null) {
            hear(now, event, event.path("type").asString(""));
        }
    }

    private void hear(Open now, JsonNode event, String type) {
        switch (type) {
            case "input_audio_buffer.append" -> {
                now.end().speaksOver(this);
                byte[] pcm = Base64.getDecoder().decode(event.path("audio").asString(""));
                sound.read(ByteBuffer.wrap(pcm));
            }
            case "session.update" -> {
                if (event.get("session") instanceof ObjectNode change) {
                    Say.merge(now.session(), change);
                }
                confirm(now);
            }
            case "conversation.item.create" -> create(now, event);
            case "conversation.item.delete" -> {
                String id = event.path("item_id").asString("");
                items.remove(id);
                send(now.say().about("conversation.item.deleted", "item_id", id));
            }
            case "conversation.item.truncate" ->
                    send(
                            now.say()
                                    .event("conversation.item.truncated")
                                    .put("item_id", event.path("item_id").asString(""))
                                    .put("content_index", 0)
                                    .put("audio_end_ms", event.path("audio_end_ms").asInt(0))
                                    .toString());
            case "response.create" -> now.response().asked(event.path("event_id").asString(""));
            case "response.cancel" -> now.response().cancelled("client_cancelled");
            case "input_audio_buffer.clear" ->
                    send(now.say().about("input_audio_buffer.cleared", "", ""));
            default -> now.end().faults.add(now.end().name + ": the far end was sent " + type);
        }
    }

    private void confirm(Open now) {
        int millis = now.end().updatedIn();
        if (millis == 0 && confirming == 0) {
            send(now.say().session("session.updated", now.session()));
        } else {
            String updated = now.say().session("session.updated", now.session());
            confirming++;
            later(
                    millis + 1,
                    () -> {
                        confirming--;
                        send(updated);
                    });
        }
    }

    private void create(Open now, JsonNode event) {
        if (!(event.get("item") instanceof ObjectNode item)) {
            now.end().faults.add(now.end().name + ": an item.create without an item");
            return;
        }
        if (item.path("id").asString("").isEmpty()) {
            item.put("id", now.end().ids.next("item"));
        }
        String id = item.path("id").asString("");
        String before = event.path("previous_item_id").asString("");
        int at =
                before.isEmpty()
                        ? items.size()
                        : before.equals("root") ? 0 : items.indexOf(before) + 1;
        items.add(at, id);
        String call = item.path("call_id").asString("");
        String type = item.path("type").asString("");
        if (type.equals("function_call")) {
            now.end().tools.toldAgain(call);
        } else if (type.equals("function_call_output")) {
            now.end().tools.output(this, call, item.path("output").asString(""));
        }
        item.put("object", "realtime.item").put("status", "completed");
        send(now.say().item("conversation.item.added", at == 0 ? "" : items.get(at - 1), item));
        done(item);
    }

    /** One frame of the caller's. */
    private void frame(long frame) {
        Open now = open;
        if (now == null) {
            return;
        }
        if (frame < 0) {
            now.end().faults.add(now.end().name + ": a frame of the caller's is damaged");
            return;
        }
        now.end().heard.arrives(Frames.number(frame));
        frames++;
        if (Frames.kind(frame) == Frames.Kind.SPEECH) {
            silent = 0;
            if (!speaking) {
                speechStarted(now);
            }
        } else if (speaking && ++silent == SILENT_FRAMES) {
            speechStopped(now);
        }
    }

    private void speechStarted(Open now) {
        speaking = true;
        turnItem = now.end().ids.next("item");
        int from = Math.max(turnEnd, (frames - 1) * Frames.MILLIS - PADDING_MILLIS);
        send(
                now.say()
                        .event("input_audio_buffer.speech_started")
                        .put("audio_start_ms", from)
                        .put("item_id", turnItem)
                        .toString());
        now.response().cancelled("turn_detected");
    }

    private void speechStopped(Open now) {
        speaking = false;
        turnEnd = frames * Frames.MILLIS;
        now.end().heard.commit();
        now.end().turn();
        send(
                now.say()
                        .event("input_audio_buffer.speech_stopped")
                        .put("audio_end_ms", turnEnd)
                        .put("item_id", turnItem)
                        .toString());
        String last = items.isEmpty() ? "" : items.get(items.size() - 1);
        ObjectNode committed =
                now.say().event("input_audio_buffer.committed").put("item_id", turnItem);
        if (last.isEmpty()) {
            committed.putNull("previous_item_id");
        } else {
            committed.put("previous_item_id", last);
        }
        send(committed.toString());
        String words = "Turn " + now.end().turns() + " of " + now.end().name + ".";
        ObjectNode item = now.say().message(turnItem, "user", "completed", "", "");
        item.withArray("content").addObject().put("type", "input_audio").putNull("transcript");
        added(item);
        done(item);
        send(
                now.say()
                        .event("conversation.item.input_audio_transcription.completed")
                        .put("item_id", turnItem)
                        .put("content_index", 0)
                        .put("transcript", words)
                        .toString());
        now.response().turn();
    }
}
