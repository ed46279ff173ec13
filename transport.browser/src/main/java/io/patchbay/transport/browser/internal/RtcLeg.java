package io.patchbay.transport.browser.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.audio.PacedSink;
import io.patchbay.rtc.RtcEngine;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcLink;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.rtc.RtcState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A call over WebRTC: sound in packets, events on the text channel. State is the loop's. */
final class RtcLeg extends PageLeg implements RtcLink.Listener {

    /** Room for sound that waits for its 10 ms. */
    static final int AHEAD_MILLIS = 100;

    /** From the pacer to the ear: encoder, network and the page's jitter buffer, as a rule. */
    private static final Duration WAY = Duration.ofMillis(60);

    private static final CloseReason SMALL =
            new CloseReason(
                    Cause.PROTOCOL, 0, "the caller takes only messages that are too short", null);

    /** From the answer until sound flows. */
    private static final Duration CONNECT = Duration.ofSeconds(20);

    /** The last words get so long to leave. */
    private static final Duration FAREWELL = Duration.ofMillis(100);

    /** Events that wait for the channel to open. */
    private static final int MOST_WAITING = 256;

    private final RtcEngine engine;
    private final RtcSettings settings;
    private final String offer;
    private final PacedSink ear = new PacedSink(AudioFormat.PCM16_48K, WAY);
    private final Queue<ObjectNode> waiting = new ArrayDeque<>();
    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private volatile @Nullable RtcLink link;
    private SerialLoop.@Nullable Timer connecting;
    private boolean connected;
    private boolean textWasOpen;

    RtcLeg(
            String id,
            Map<String, String> metadata,
            RtcEngine engine,
            RtcSettings settings,
            String offer,
            Runnable over) {
        super(id, metadata, AudioFormat.PCM16_48K, over);
        this.engine = engine;
        this.settings = settings;
        this.offer = offer;
    }

    /** The answer to the page's offer; fails when the call ends before. On the loop, or not. */
    CompletionStage<String> answer() {
        return answer;
    }

    /** The page has found another way and offers again. From any thread. */
    CompletionStage<String> again(String other) {
        CompletableFuture<String> made = new CompletableFuture<>();
        onLoop(
                () -> {
                    RtcLink to = link;
                    if (to == null || isClosing()) {
                        made.completeExceptionally(
                                new RtcException(RtcException.Kind.CLOSED, "the call is over"));
                        return;
                    }
                    try {
                        to.answer(other)
                                .whenComplete(
                                        (sdp, failure) -> {
                                            if (failure == null) {
                                                made.complete(sdp);
                                            } else {
                                                made.completeExceptionally(failure);
                                            }
                                        });
                    } catch (RuntimeException e) {
                        made.completeExceptionally(e);
                    }
                });
        return made;
    }

    @Override
    public AudioSink sink() {
        return ear;
    }

    @Override
    void joined(SerialLoop loop) {
        RtcLink made = RtcLink.open(engine, settings, loop, this);
        link = made;
        connecting = loop.schedule(this::late, CONNECT);
        made.answer(offer)
                .whenComplete(
                        (sdp, failure) -> {
                            if (failure == null) {
                                answer.complete(sdp);
                            } else {
                                answer.completeExceptionally(failure);
                                close(CloseReason.NORMAL);
                            }
                        });
    }

    private void late() {
        if (!connected) {
            close(new CloseReason(Cause.LOST, 0, "no sound came within " + CONNECT, null));
        }
    }

    @Override
    void tell(ObjectNode event) {
        onLoop(() -> say(event));
    }

    private void say(ObjectNode event) {
        RtcLink to = link;
        if (to == null || !to.textOpen()) {
            if (!textWasOpen && waiting.size() < MOST_WAITING) {
                waiting.add(event);
            }
            return;
        }
        try {
            if (!to.sendText(ByteBuffer.wrap(Json.text(event).getBytes(StandardCharsets.UTF_8)))) {
                close(SocketLeg.LOST); // whoever reads nothing for so long is gone
            }
        } catch (IllegalStateException e) {
            waiting.clear(); // it closed this moment, and will be told as the end
        } catch (IllegalArgumentException e) {
            waiting.clear();
            close(SMALL); // a page that misses words would show a wrong conversation
        }
    }

    @Override
    void shut(CloseReason reason) {
        RtcLink open = link;
        answer.completeExceptionally(
                new RtcException(RtcException.Kind.CLOSED, "the call ended before it began"));
        SerialLoop loop = loop();
        if (open == null || loop == null) {
            return;
        }
        tell(Json.event("bye").put("cause", reason.cause().name().toLowerCase(Locale.ROOT)));
        try {
            loop.schedule(() -> open.close(), FAREWELL);
        } catch (RejectedExecutionException e) {
            open.close();
        }
    }

    // ---- what the link says, on the loop

    @Override
    public void onState(RtcState state) {
        if (state == RtcState.CONNECTED && !connected) {
            connected = true;
            SerialLoop.Timer timer = connecting;
            if (timer != null) {
                timer.cancel();
            }
            SerialLoop loop = loop();
            RtcLink up = link;
            if (loop != null && up != null && !isClosing()) {
                up();
                ear.start(loop, up.out());
            }
        }
    }

    @Override
    public void onTextOpen() {
        textWasOpen = true;
        for (ObjectNode event = waiting.poll(); event != null; event = waiting.poll()) {
            say(event);
        }
    }

    @Override
    public void onText(ByteBuffer utf8) {
        if (!isClosing()) {
            messages().take(utf8);
        }
    }

    @Override
    public void onSoundWritable() {
        ear.space();
    }

    @Override
    public void onSoundSent() {
        ear.sent();
    }

    @Override
    public void onAudio(ByteBuffer frame) {
        if (connected) {
            frames.take(frame);
        }
    }

    @Override
    public void onEnded(RtcException failure) {
        answer.completeExceptionally(failure);
        boolean inOrder = failure.kind() == RtcException.Kind.CLOSED;
        close(
                new CloseReason(
                        inOrder ? Cause.REMOTE : Cause.LOST,
                        0,
                        inOrder ? "the caller has hung up" : String.valueOf(failure.getMessage()),
                        null));
    }
}
