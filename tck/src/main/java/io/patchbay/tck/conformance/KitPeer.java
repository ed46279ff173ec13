package io.patchbay.tck.conformance;

import io.patchbay.rtc.RtcEngine;
import io.patchbay.rtc.RtcPeer;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.rtc.RtcState;
import io.patchbay.tck.rtc.ToneWindows;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One peer of the engine under test, and all that it says. */
final class KitPeer implements RtcPeer.Listener, AutoCloseable {

    final RtcPeer peer;
    final RtcSettings settings;
    private final ToneWindows tone;
    private final List<RtcState> states = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final List<String> oddFrames = new ArrayList<>();
    private int frames;
    private int silentFrames;
    private int textOpened;
    private int textClosed;
    private int news;
    private boolean throwing;
    private long sung;

    /** Makes a peer that listens for a tone of {@code hertz}. */
    KitPeer(RtcEngine engine, RtcSettings settings, int hertz) {
        this.settings = settings;
        this.tone = new ToneWindows(hertz);
        this.peer = engine.open(settings, this);
    }

    @Override
    public synchronized void onState(RtcState state) {
        states.add(state);
        told();
    }

    @Override
    public synchronized void onTextOpen() {
        textOpened++;
        told();
    }

    @Override
    public synchronized void onText(ByteBuffer utf8) {
        texts.add(StandardCharsets.UTF_8.decode(utf8).toString());
        told();
        if (throwing) {
            throw new IllegalStateException("a listener of the kit that fails");
        }
    }

    @Override
    public synchronized void onTextClosed() {
        textClosed++;
        told();
    }

    @Override
    public synchronized void onAudio(ByteBuffer frame, int sampleRate, int channels) {
        int bytes = frame.remaining();
        if (bytes != sampleRate / 100 * 2 * channels || channels < 1 || channels > 2) {
            oddFrames.add(bytes + " bytes at " + sampleRate + " Hz, " + channels + " channels");
        }
        frames++;
        ByteBuffer mono = ByteBuffer.allocate(bytes / channels).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer sound = frame.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int peak = 0;
        while (mono.hasRemaining()) {
            short sample = sound.getShort();
            sound.position(sound.position() + 2 * (channels - 1));
            peak = Math.max(peak, Math.abs(sample));
            mono.putShort(sample);
        }
        silentFrames += peak < 100 ? 1 : 0;
        if (sampleRate == 48_000) {
            tone.add(mono.flip());
        }
        told();
    }

    private void told() {
        news++;
    }

    /** From now on its listener throws when a text comes. */
    synchronized void throwFromNowOn() {
        throwing = true;
    }

    synchronized boolean hasBeen(RtcState state) {
        return states.contains(state);
    }

    synchronized List<RtcState> states() {
        return List.copyOf(states);
    }

    synchronized List<String> texts() {
        return List.copyOf(texts);
    }

    synchronized List<String> oddFrames() {
        return List.copyOf(oddFrames);
    }

    synchronized int frames() {
        return frames;
    }

    synchronized int silentFrames() {
        return silentFrames;
    }

    synchronized int clearWindows() {
        return tone.clear();
    }

    synchronized int textOpened() {
        return textOpened;
    }

    synchronized int textClosed() {
        return textClosed;
    }

    /** How often anything was said. */
    synchronized int news() {
        return news;
    }

    void say(String text) {
        peer.sendText(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Pushes 10 ms of a tone of {@code hertz}. */
    void sing(int hertz) {
        int rate = settings.sendRate();
        ByteBuffer frame = ByteBuffer.allocate(rate / 100 * 2).order(ByteOrder.LITTLE_ENDIAN);
        while (frame.hasRemaining()) {
            frame.putShort((short) (12_000 * Math.sin(2 * Math.PI * hertz * sung++ / rate)));
        }
        peer.push(frame.flip());
    }

    @Override
    public void close() {
        peer.close();
    }
}
