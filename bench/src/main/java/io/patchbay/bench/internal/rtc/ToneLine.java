package io.patchbay.bench.internal.rtc;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.bench.internal.load.Say;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One line of a call to a model that speaks in markers: takes turns as the Realtime protocol says,
 * over whatever wire. On the wire's loop.
 */
final class ToneLine {

    private static final int RATE = 24_000;

    /** So much silence ends a turn. */
    private static final int END_WINDOWS = 15;

    private static final int FRAME_BYTES = RATE * 2 * Markers.WINDOW_MILLIS / 1_000;

    private final ToneWire wire;
    private final ToneCall call;
    private final SerialLoop loop;
    private final Say say;
    private final ObjectNode session;
    private final List<String> items = new ArrayList<>();
    private final MarkerEar ear;
    private final ToneAnswer answer;
    private final boolean deaf;
    private boolean speaking;
    private boolean over;
    private String turnItem = "";
    private long heardMillis;
    private long nextTick;
    private SerialLoop.@Nullable Timer timer;

    /**
     * A line.
     *
     * @param earRate the rate of the sound that it hears
     * @param deaf whether it counts sound and does not listen, so that it costs nothing
     */
    ToneLine(ToneWire wire, ToneCall call, SerialLoop loop, int earRate, boolean deaf) {
        this.wire = wire;
        this.call = call;
        this.loop = loop;
        this.deaf = deaf;
        this.say = new Say(call.ids);
        this.session = say.defaults("gpt-realtime");
        this.ear = new MarkerEar(earRate, call.heard);
        this.answer = new ToneAnswer(this, wire, call, say);
    }

    /** The wire stands. */
    void open() {
        call.opened(this, wire.media());
        wire.send(say.session("session.created", session));
        nextTick = loop.nanoTime();
        tick();
    }

    /** What the client wants the session to be, said with the offer. */
    void configure(ObjectNode change) {
        Say.merge(session, change);
    }

    /** The wire is gone. */
    void gone() {
        if (!over) {
            over = true;
            ear.end();
            answer.gone();
            call.closed(this);
            if (timer != null) {
                timer.cancel();
            }
        }
    }

    /** Breaks it. From any thread. */
    void cut() {
        loop.execute(wire::close);
    }

    private void tick() {
        if (over) {
            return;
        }
        answer.tick();
        nextTick += Duration.ofMillis(Markers.WINDOW_MILLIS).toNanos();
        long wait = Math.max(0, nextTick - loop.nanoTime());
        timer = loop.schedule(this::tick, Duration.ofNanos(wait));
    }

    /** Sound of the caller's: PCM16, mono, at the rate of the ear. */
    void sound(ByteBuffer pcm, int millis) {
        heardMillis += millis;
        call.sound(pcm);
        if (deaf) {
            return;
        }
        ear.hear(pcm);
        if (!speaking && ear.silentWindows() == 0 && ear.sounding()) {
            speaking = true;
            turnItem = call.ids.next("item");
            wire.send(
                    say.event("input_audio_buffer.speech_started")
                            .put("audio_start_ms", Math.max(0, heardMillis - 100))
                            .put("item_id", turnItem)
                            .toString());
            answer.cancel("turn_detected");
        } else if (speaking && ear.silentWindows() >= END_WINDOWS) {
            speaking = false;
            turn();
        }
    }

    private void turn() {
        wire.send(
                say.event("input_audio_buffer.speech_stopped")
                        .put("audio_end_ms", heardMillis)
                        .put("item_id", turnItem)
                        .toString());
        String last = last();
        ObjectNode committed = say.event("input_audio_buffer.committed").put("item_id", turnItem);
        if (last.isEmpty()) {
            committed.putNull("previous_item_id");
        } else {
            committed.put("previous_item_id", last);
        }
        wire.send(committed.toString());
        ObjectNode item = say.message(turnItem, "user", "completed", "", "");
        item.withArray("content").addObject().put("type", "input_audio").putNull("transcript");
        add(item);
        wire.send(say.item("conversation.item.done", last, item));
        wire.send(
                say.event("conversation.item.input_audio_transcription.completed")
                        .put("item_id", turnItem)
                        .put("content_index", 0)
                        .put("transcript", "Turn " + call.turns() + ".")
                        .toString());
        call.turn(wire.media());
        if (session.path("audio")
                .path("input")
                .path("turn_detection")
                .path("create_response")
                .asBoolean(true)) {
            String tool = ToneToolCall.wanted(session, call.turns());
            if (tool.isEmpty()) {
                answer.begin(ToneAnswer.MARKERS);
            } else {
                ToneToolCall.make(this, wire, call, say, tool);
            }
        }
    }

    private String last() {
        return items.isEmpty() ? "" : items.get(items.size() - 1);
    }

    /** An item at the end of the conversation. */
    String add(ObjectNode item) {
        String last = last();
        items.add(item.path("id").asString(""));
        wire.send(say.item("conversation.item.added", last, item));
        return last;
    }

    /** An event of the client's. */
    void hears(String json) {
        if (over) {
            return;
        }
        call.message();
        JsonNode event = Say.JSON.readTree(json);
        String type = event.path("type").asString("");
        switch (type) {
            case "input_audio_buffer.append" -> {
                byte[] pcm = Base64.getDecoder().decode(event.path("audio").asString(""));
                for (int at = 0; at < pcm.length; at += FRAME_BYTES) {
                    int length = Math.min(FRAME_BYTES, pcm.length - at);
                    sound(
                            ByteBuffer.wrap(pcm, at, length).slice(),
                            length * Markers.WINDOW_MILLIS / FRAME_BYTES);
                }
            }
            case "session.update" -> {
                if (event.get("session") instanceof ObjectNode change) {
                    Say.merge(session, change);
                }
                wire.send(say.session("session.updated", session));
            }
            case "conversation.item.create" -> create(event);
            case "conversation.item.delete" -> {
                String id = event.path("item_id").asString("");
                items.remove(id);
                wire.send(say.about("conversation.item.deleted", "item_id", id));
            }
            case "conversation.item.truncate" ->
                    wire.send(
                            say.event("conversation.item.truncated")
                                    .put("item_id", event.path("item_id").asString(""))
                                    .put("content_index", 0)
                                    .put("audio_end_ms", event.path("audio_end_ms").asInt(0))
                                    .toString());
            case "response.create" -> answer.begin(ToneAnswer.MARKERS);
            case "response.cancel" -> answer.cancel("client_cancelled");
            case "output_audio_buffer.clear" -> answer.clear();
            case "input_audio_buffer.clear" ->
                    wire.send(say.about("input_audio_buffer.cleared", "", ""));
            case "bench.talk" -> answer.begin(event.path("markers").asInt(ToneAnswer.MARKERS));
            case "bench.flood" -> flood(event.path("count").asInt(0));
            default -> wire.send(say.error("the tone model has no answer to " + type));
        }
    }

    private void flood(int count) {
        String text = "x".repeat(150);
        for (int i = 0; i < count; i++) {
            wire.send(say.about("bench.text", "text", text));
        }
    }

    private void create(JsonNode event) {
        if (!(event.get("item") instanceof ObjectNode item)) {
            wire.send(say.error("an item.create without an item"));
            return;
        }
        if (item.path("id").asString("").isEmpty()) {
            item.put("id", call.ids.next("item"));
        }
        item.put("object", "realtime.item").put("status", "completed");
        ToneToolCall.hears(this, call, item);
        String before = add(item);
        wire.send(say.item("conversation.item.done", before, item));
    }

    /** 20 ms of PCM16, written over each time. */
    static ByteBuffer frame() {
        return ByteBuffer.allocate(FRAME_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }
}
