package io.patchbay.bench.internal.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The loads that one connection can ask for. On the event loop. */
final class Loads {

    private static final long FRAME_NANOS = TimeUnit.MILLISECONDS.toNanos(Voice.FRAME_MILLIS);

    /** Chunks of an answer that nobody specified: half a second. */
    private static final int ANSWER = 25;

    private static final String WORDS =
            "I would like to know when the next train to the coast leaves, please.";

    private final ChannelHandlerContext ctx;
    private final LoadLine.Shared shared;
    private final Say say;
    private final Outbox out;
    private final Replies replies;
    private String last = "";
    private int callsLeft;
    private long calledAt;
    private boolean called;
    private boolean drilled;
    private @Nullable Future<?> timer;

    Loads(ChannelHandlerContext ctx, LoadLine.Shared shared, Say say, Outbox out) {
        this.ctx = ctx;
        this.shared = shared;
        this.say = say;
        this.out = out;
        this.replies = new Replies(say, out);
    }

    /** One answer of so many deltas, as fast as the socket takes them. */
    void flood(int events) {
        replies.open(shared.responseId(), shared.itemId(), last);
        int[] left = {events};
        out.add(
                () -> {
                    int now = Math.min(left[0], AudioEvents.BLOCK);
                    left[0] -= now;
                    return now == 0 ? null : shared.audio().first(now);
                });
        replies.end(shared.responseId(), shared.itemId(), last);
        last = shared.itemId();
    }

    /** One answer of so many deltas, one each 20 ms, with the time of sending in the sound. */
    void pace(int events, int offsetMicros) {
        replies.open(shared.responseId(), shared.itemId(), last);
        paced(System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(offsetMicros), 0, events);
    }

    private void paced(long start, int index, int events) {
        if (index == events) {
            replies.end(shared.responseId(), shared.itemId(), last);
            last = shared.itemId();
            return;
        }
        long wait = start + index * FRAME_NANOS - System.nanoTime();
        timer =
                ctx.executor()
                        .schedule(
                                () -> {
                                    long now = System.nanoTime();
                                    ctx.writeAndFlush(
                                            shared.audio().stamped(ctx.alloc(), index, now),
                                            ctx.voidPromise());
                                    paced(start, index + 1, events);
                                },
                                Math.max(0, wait),
                                TimeUnit.NANOSECONDS);
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** So many caller's messages enter the conversation. */
    void items(int count) {
        int[] left = {count};
        out.add(() -> left[0]-- <= 0 ? null : item());
        out.say("{\"type\":\"bench.items.done\"}");
    }

    private ByteBuf item() {
        String id = shared.ids().next("item");
        ObjectNode item = say.message(id, "user", "completed", "input_text", WORDS);
        ByteBuf both = Wire.text(say.item("conversation.item.added", last, item));
        ByteBuf done = Wire.text(say.item("conversation.item.done", last, item));
        last = id;
        both.writeBytes(done);
        done.release();
        return both;
    }

    /**
     * So many responses that each call a tool; the next one is made when the client asks for it.
     */
    void calls(int count) {
        callsLeft = count;
        drilled = count > 0;
        respond();
    }

    /** The client asks for a response. */
    void respond() {
        String response = shared.ids().next("resp");
        String id = shared.ids().next("item");
        if (callsLeft > 0) {
            callsLeft--;
            replies.call(response, id, shared.ids().next("call"), last);
            called = true;
            calledAt = System.nanoTime();
        } else if (drilled) {
            drilled = false;
            replies.open(response, id, last);
            replies.end(response, id, last);
            out.say("{\"type\":\"bench.calls.done\"}");
        } else {
            replies.open(response, id, last);
            AudioEvents own = new AudioEvents(response, id, shared.ids());
            ByteBuf[] sound = {own.first(ANSWER)};
            out.add(
                    () -> {
                        ByteBuf now = sound[0];
                        sound[0] = null;
                        return now;
                    });
            replies.end(response, id, last);
        }
        last = id;
    }

    /** The client added an item. */
    void created(JsonNode asked) {
        if (!(asked instanceof ObjectNode item)) {
            out.say(say.error("item is missing"));
            return;
        }
        if (called && "function_call_output".equals(item.path("type").asString(""))) {
            called = false;
            shared.stats().roundTrip(System.nanoTime() - calledAt);
        }
        if (item.path("id").asString("").isEmpty()) {
            item.put("id", shared.ids().next("item"));
        }
        item.put("object", "realtime.item").put("status", "completed");
        out.say(say.item("conversation.item.added", last, item));
        out.say(say.item("conversation.item.done", last, item));
        last = item.path("id").asString("");
    }
}
