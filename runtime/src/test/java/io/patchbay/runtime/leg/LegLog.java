package io.patchbay.runtime.leg;

import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a leg tells its session. */
final class LegLog implements CallerLeg.Listener, AudioSink.Listener {

    final List<String> events = new ArrayList<>();
    final ByteArrayOutputStream sound = new ByteArrayOutputStream();
    int frames;

    @Override
    public void onAudio(ByteBuffer frame) {
        frames++;
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        sound.writeBytes(bytes);
    }

    @Override
    public void onMediaUp() {
        events.add("media up");
    }

    @Override
    public void onDtmf(String key) {
        events.add("key " + key);
    }

    @Override
    public void onHold(boolean on) {
        events.add("hold " + on);
    }

    @Override
    public void onInputEnd() {
        events.add("input end after " + frames + " frames");
    }

    @Override
    public void onClosed(CloseReason reason) {
        events.add("closed " + reason.text());
    }

    @Override
    public void onSpace() {
        events.add("space");
    }

    @Override
    public void onPosition(PlayedPosition position) {
        events.add("position " + position.millis());
    }

    @Override
    public void onDrained() {
        events.add("drained");
    }
}
