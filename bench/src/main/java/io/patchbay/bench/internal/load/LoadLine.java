package io.patchbay.bench.internal.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One connection of the load server: as much of the Realtime protocol as full sessions need, and
 * events named {@code bench.*} that ask for load. On the event loop.
 */
final class LoadLine extends ChannelInboundHandlerAdapter {

    /** So many appended chunks are acknowledged by one event, where the client wants it. */
    private static final int ACKNOWLEDGED = 128;

    private static final byte[] APPEND =
            "{\"type\":\"input_audio_buffer.append\"".getBytes(StandardCharsets.US_ASCII);

    private final Shared shared;
    private final Say say;
    private @Nullable Talk talk;
    private boolean acknowledging;
    private long appends;

    /** What exists once the upgrade is done. */
    private record Talk(Outbox out, Loads loads, ObjectNode session) {}

    /** What all connections share. */
    record Shared(Ids ids, Stats stats, AudioEvents audio, String responseId, String itemId) {

        static Shared create() {
            Ids ids = new Ids();
            String response = ids.next("resp");
            String item = ids.next("item");
            return new Shared(
                    ids, new Stats(), new AudioEvents(response, item, ids), response, item);
        }
    }

    LoadLine(Shared shared) {
        this.shared = shared;
        this.say = new Say(shared.ids());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof HandshakeComplete) {
            shared.stats().connected();
            Outbox out = new Outbox(ctx);
            ObjectNode session = say.defaults("gpt-realtime");
            talk = new Talk(out, new Loads(ctx, shared, say, out), session);
            out.say(say.session("session.created", session));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (talk != null) {
            shared.stats().gone();
            talk.loads().stop();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (talk != null) {
            talk.out().pump();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            Talk now = talk;
            if (now != null && message instanceof TextWebSocketFrame frame) {
                ByteBuf text = frame.content();
                if (isAppend(text)) {
                    append(now, text.readableBytes());
                } else {
                    read(now, text);
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private static boolean isAppend(ByteBuf text) {
        if (text.readableBytes() < APPEND.length) {
            return false;
        }
        int from = text.readerIndex();
        for (int i = APPEND.length - 1; i >= 0; i--) {
            if (text.getByte(from + i) != APPEND[i]) {
                return false;
            }
        }
        return true;
    }

    private void append(Talk now, int bytes) {
        shared.stats().append(bytes - APPEND.length - ",\"audio\":\"\"}".length());
        if (++appends % ACKNOWLEDGED == 0 && acknowledging) {
            now.out().say("{\"type\":\"bench.ack\",\"appends\":" + appends + "}");
        }
    }

    private void read(Talk now, ByteBuf text) {
        byte[] bytes = new byte[text.readableBytes()];
        text.readBytes(bytes);
        try {
            JsonNode event = Say.JSON.readTree(bytes);
            answer(now, event, event.path("type").asString(""));
        } catch (JacksonException e) {
            now.out().say(say.error("that is no JSON"));
        }
    }

    private void answer(Talk now, JsonNode event, String type) {
        Outbox out = now.out();
        Loads loads = now.loads();
        switch (type) {
            case "session.update" -> {
                if (event.get("session") instanceof ObjectNode change) {
                    Say.merge(now.session(), change);
                }
                out.say(say.session("session.updated", now.session()));
            }
            case "conversation.item.create" -> loads.created(event.path("item"));
            case "conversation.item.delete" ->
                    out.say(say.about("conversation.item.deleted", "item_id", id(event)));
            case "response.create" -> loads.respond();
            case "input_audio_buffer.clear" ->
                    out.say(say.about("input_audio_buffer.cleared", "", ""));
            case "bench.hello" -> out.say("{\"type\":\"bench.ready\"}");
            case "bench.acknowledge" -> acknowledging = true;
            case "bench.reset" -> {
                shared.stats().reset();
                out.say(shared.stats().event());
            }
            case "bench.stats" -> out.say(shared.stats().event());
            case "bench.flood" -> loads.flood(count(event));
            case "bench.pace" -> loads.pace(count(event), event.path("offset_us").asInt(0));
            case "bench.items" -> loads.items(count(event));
            case "bench.calls" -> loads.calls(count(event));
            default -> out.say(say.error("the load server has no answer to " + type));
        }
    }

    private static String id(JsonNode event) {
        return event.path("item_id").asString("");
    }

    private static int count(JsonNode event) {
        return Math.max(0, event.path("count").asInt(0));
    }
}
