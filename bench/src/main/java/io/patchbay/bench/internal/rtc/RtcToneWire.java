package io.patchbay.bench.internal.rtc;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.rtc.RtcEngine;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcLink;
import io.patchbay.rtc.RtcSettings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** A peer connection at the model's end. */
final class RtcToneWire implements ToneWire, RtcLink.Listener {

    /** The sound that arrives. */
    private static final int RATE = 48_000;

    private final SerialLoop loop;
    private final RtcLink link;
    private final ToneLine line;
    private final Consumer<RtcToneWire> gone;

    /** {@code gone} is told when it is over. */
    RtcToneWire(
            RtcEngine engine,
            SerialLoop loop,
            ToneCall call,
            boolean deaf,
            Consumer<RtcToneWire> gone) {
        this.loop = loop;
        this.gone = gone;
        this.link = RtcLink.open(engine, RtcSettings.defaults(), loop, this);
        this.line = new ToneLine(this, call, loop, RATE, deaf);
    }

    /** Takes the offer; {@code session} is what came with it. On the loop. */
    CompletionStage<String> answer(String offer, ObjectNode session) {
        line.configure(session);
        return link.answer(offer);
    }

    @Override
    public void onTextOpen() {
        line.open();
    }

    @Override
    public void onText(ByteBuffer utf8) {
        line.hears(StandardCharsets.UTF_8.decode(utf8.duplicate()).toString());
    }

    @Override
    public void onAudio(ByteBuffer frame) {
        line.sound(frame, 10);
    }

    @Override
    public void onEnded(RtcException failure) {
        close();
    }

    @Override
    public void send(String json) {
        if (link.textOpen()) {
            link.sendText(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Override
    public boolean media() {
        return true;
    }

    @Override
    public void sound(ByteBuffer pcm) {
        link.out().offer(pcm);
    }

    @Override
    public void flush() {
        link.out().flush();
    }

    @Override
    public void close() {
        line.gone();
        gone.accept(this);
        link.close();
    }

    /** Ends it, from any thread; completes when the engine has let it go. */
    CompletableFuture<Void> end() {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        loop.execute(
                () -> {
                    close();
                    link.close().whenComplete((nothing, failure) -> ended.complete(null));
                });
        return ended;
    }
}
