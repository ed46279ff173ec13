package io.patchbay.transport.twilio.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a carrier sends on one line, from the first message to the last. Messages that nobody knows
 * are left alone, broken ones are counted. On the connection's loop; nothing is allocated for a
 * frame of sound.
 */
final class StreamMessages implements WebSocketListener {

    private static final System.Logger LOG = System.getLogger(StreamMessages.class.getName());

    private static final Base64.Decoder DECODER = Base64.getDecoder();

    /** A carrier that sends more rubbish than this is none. */
    private static final int MOST_STRIKES = 20;

    /** A line that was held up may deliver so many messages at once, and goes on at this pace. */
    private static final long BURST = 3_000;

    private static final long A_SECOND = 200;
    private static final long SECOND = 1_000_000_000;

    private final StreamSettings settings;
    private final BiFunction<StreamStart, WebSocketConnection, StreamLeg> arrival;
    private final Runnable leave;
    private final MediaScan scan = new MediaScan();
    private byte[] text = new byte[0];
    private byte[] sound = new byte[0];
    private ByteBuffer view = ByteBuffer.wrap(sound);
    private @Nullable WebSocketConnection connection;
    private @Nullable StreamLeg leg;
    private @Nullable CallerTimeline timeline;
    private SerialLoop.@Nullable Timer late;
    private int strikes;
    private boolean unknownMark;
    private boolean carrierError;
    private boolean ended;
    private long allowance = BURST;
    private long counted;

    /**
     * A line on which nothing came yet.
     *
     * @param arrival makes a call of a stream that begins; it ends by itself
     * @param leave told when the line ends before a stream begins
     */
    StreamMessages(
            StreamSettings settings,
            BiFunction<StreamStart, WebSocketConnection, StreamLeg> arrival,
            Runnable leave) {
        this.settings = settings;
        this.arrival = arrival;
        this.leave = leave;
    }

    @Override
    public void onOpen(WebSocketConnection opened) {
        connection = opened;
        counted = opened.loop().nanoTime();
        late = opened.loop().schedule(() -> end("no stream began in time"), settings.startWithin());
    }

    @Override
    public void onText(ByteBuffer message) {
        if (ended) {
            return; // what was on its way when it was ended
        }
        if (!paced()) {
            end("too many messages");
            return;
        }
        byte[] bytes = message.array();
        int from = message.arrayOffset() + message.position();
        if (scan.read(bytes, from, message.remaining())) {
            media(
                    scan.inbound(),
                    scan.timestamp(),
                    bytes,
                    scan.payloadFrom(),
                    scan.payloadLength());
            return;
        }
        ObjectNode node;
        try {
            node = Json.object(bytes, from, message.remaining());
        } catch (IllegalArgumentException e) {
            wrong("a message is " + e.getMessage());
            return;
        }
        act(node);
    }

    private boolean paced() {
        WebSocketConnection on = connection;
        long now = on == null ? counted : on.loop().nanoTime();
        long more = (now - counted) * A_SECOND / SECOND;
        if (more > 0) {
            allowance = Math.min(BURST, allowance + more);
            counted = now;
        }
        return allowance-- > 0;
    }

    @Override
    public void onBinary(ByteBuffer message) {
        if (ended) {
            return;
        }
        wrong("a message is binary");
    }

    private void act(ObjectNode message) {
        switch (message.path("event").asString("")) {
            case "start" -> start(message);
            case "media" -> spelled(message.path("media"));
            case "dtmf" -> key(message.path("dtmf").path("digit").asString(""));
            case "mark" -> mark(message.path("mark").path("name").asString(""));
            case "stop" -> close(Cause.REMOTE, "the caller has hung up");
            case "error" -> carrierError();
            default -> {
                return; // 'connected', and what carriers will think of
            }
        }
    }

    // ---- the stream

    private void start(ObjectNode message) {
        WebSocketConnection on = connection;
        if (on == null) {
            return;
        }
        StreamStart start;
        try {
            start = settings.dialect().start(message);
        } catch (IllegalArgumentException e) {
            end(String.valueOf(e.getMessage()));
            return;
        }
        StreamLeg now = leg;
        CallerTimeline along = timeline;
        if (now != null && along != null) {
            if (!start.input().equals(now.capabilities().inputFormat())) {
                end("a stream that begins again must keep its sound");
                return;
            }
            along.restart();
            now.restarted(start);
            return;
        }
        stopWaiting();
        StreamLeg made = arrival.apply(start, on);
        leg = made;
        timeline = new CallerTimeline(on.loop(), start.input(), made, settings.inactivity());
    }

    private void spelled(JsonNode media) {
        byte[] payload = media.path("payload").asString("").getBytes(StandardCharsets.UTF_8);
        byte[] time = media.path("timestamp").asString("").getBytes(StandardCharsets.UTF_8);
        media(
                !media.path("track").asString("inbound").equals("outbound"),
                MediaScan.digits(time, 0, time.length),
                payload,
                0,
                payload.length);
    }

    private void media(boolean inbound, long timestamp, byte[] bytes, int from, int length) {
        CallerTimeline along = timeline;
        if (!inbound || along == null) {
            return;
        }
        if (text.length != length) {
            text = new byte[length]; // all but a few are of one length
            sound = new byte[length / 4 * 3 + 3];
            view = ByteBuffer.wrap(sound);
        }
        System.arraycopy(bytes, from, text, 0, length);
        int decoded;
        try {
            decoded = DECODER.decode(text, sound);
        } catch (IllegalArgumentException e) {
            wrong("a payload is no base64");
            return;
        }
        if (!along.take(timestamp, view.clear().limit(decoded))) {
            end("sound comes too fast");
        }
    }

    private void key(String digit) {
        StreamLeg now = leg;
        if (!digit.matches("[0-9*#A-D]")) {
            wrong("a key is none");
        } else if (now != null) {
            now.pressed(digit);
        }
    }

    private void mark(String name) {
        StreamLeg now = leg;
        int dash = name.indexOf('-');
        byte[] ascii = name.getBytes(StandardCharsets.UTF_8);
        long generation = MediaScan.digits(ascii, 0, dash);
        long number = MediaScan.digits(ascii, dash + 1, ascii.length - dash - 1);
        if (now == null || generation < 0 || generation > Integer.MAX_VALUE || number < 0) {
            unknownMark();
        } else {
            now.marked((int) generation, number, this::unknownMark);
        }
    }

    /** Said once: it is somebody else's, or an error of the carrier's. */
    private void unknownMark() {
        if (!unknownMark) {
            unknownMark = true;
            LOG.log(Level.WARNING, "a mark came back that was not sent; it counts for nothing");
        }
    }

    /** Said once: a line may bring as many as it likes. */
    private void carrierError() {
        if (!carrierError) {
            carrierError = true;
            LOG.log(Level.WARNING, "the carrier reports an error");
        }
    }

    // ---- the end

    private void wrong(String what) {
        LOG.log(Level.DEBUG, "{0}; it is left out", what);
        if (++strikes > MOST_STRIKES) {
            end("too many messages that are none");
        }
    }

    private void end(String why) {
        if (ended) {
            return;
        }
        ended = true;
        LOG.log(Level.WARNING, "a stream is ended: {0}", why);
        close(Cause.PROTOCOL, why);
    }

    private void close(Cause cause, String why) {
        StreamLeg now = leg;
        WebSocketConnection on = connection;
        if (now != null) {
            now.close(new CloseReason(cause, 0, why, null));
        } else if (on != null) {
            on.close(cause == Cause.REMOTE ? WebSocketClose.NORMAL : 1008, why);
        }
    }

    private void stopWaiting() {
        if (late != null) {
            late.cancel();
            late = null;
        }
    }

    @Override
    public void onClose(WebSocketClose end) {
        stopWaiting();
        if (timeline != null) {
            timeline.stop();
        }
        if (leg == null) {
            leave.run();
            return;
        }
        boolean inOrder = end.code() == WebSocketClose.NORMAL || end.code() == 1001;
        leg.close(
                new CloseReason(
                        inOrder ? Cause.REMOTE : Cause.LOST,
                        end.code(),
                        inOrder ? "the caller has hung up" : "the caller is lost",
                        null));
    }
}
