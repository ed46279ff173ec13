package io.patchbay.tck.rtc;

import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcLink;
import io.patchbay.rtc.RtcState;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A listener that keeps all it is told. */
final class Heard implements RtcLink.Listener {

    final List<String> events = new ArrayList<>();
    final List<String> texts = new ArrayList<>();
    final List<RtcException> ends = new ArrayList<>();
    final ByteArrayOutputStream sound = new ByteArrayOutputStream();

    @Override
    public void onState(RtcState state) {
        events.add(state.name());
    }

    @Override
    public void onTextOpen() {
        events.add("text open");
    }

    @Override
    public void onText(ByteBuffer utf8) {
        texts.add(StandardCharsets.UTF_8.decode(utf8).toString());
        events.add("text");
    }

    @Override
    public void onWritable() {
        events.add("writable");
    }

    @Override
    public void onSoundWritable() {
        events.add("sound writable");
    }

    @Override
    public void onSoundSent() {
        events.add("sound sent");
    }

    @Override
    public void onAudio(ByteBuffer frame) {
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        sound.writeBytes(bytes);
    }

    @Override
    public void onEnded(RtcException failure) {
        events.add("ended");
        ends.add(failure);
    }
}
