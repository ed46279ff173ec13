package io.patchbay.runtime.leg;

import io.patchbay.api.audio.AudioFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A microphone into which the test speaks, and a speaker whose clock the test moves. */
final class FakeDevices implements AudioDevices {

    private static final byte[] UNPLUGGED = new byte[0];

    final Mouth microphone = new Mouth();
    final Cone speaker = new Cone();
    boolean speakerMissing;

    @Override
    public Microphone openMicrophone() {
        return microphone;
    }

    @Override
    public Speaker openSpeaker(int bufferMillis) throws IOException {
        if (speakerMissing) {
            throw new IOException("no speaker");
        }
        return speaker;
    }

    static final class Mouth implements Microphone {

        private final BlockingQueue<byte[]> said = new LinkedBlockingQueue<>();
        volatile boolean closed;

        /** One frame of samples with one value. */
        void say(int value) {
            byte[] frame = new byte[format().bytes(20)];
            Arrays.fill(frame, (byte) value);
            said.add(frame);
        }

        void unplug() {
            said.add(UNPLUGGED);
        }

        @Override
        public AudioFormat format() {
            return AudioFormat.PCM16_16K;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            try {
                byte[] next = said.take();
                System.arraycopy(next, 0, into, offset, next.length);
                return next.length == 0 ? -1 : next.length;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return -1;
            }
        }

        @Override
        public void close() {
            closed = true;
            unplug();
        }
    }

    static final class Cone implements Speaker {

        private static final int CAPACITY = AudioFormat.PCM16_24K.bytes(200);

        final ByteArrayOutputStream played = new ByteArrayOutputStream();
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();
        private long position;
        private boolean paused;
        volatile boolean closed;

        /** Lets the device play for so long. */
        void play(int millis) {
            byte[] sound = held.toByteArray();
            int length = paused ? 0 : Math.min(sound.length, format().bytes(millis));
            played.write(sound, 0, length);
            position += length / 2;
            held.reset();
            held.write(sound, length, sound.length - length);
        }

        @Override
        public AudioFormat format() {
            return AudioFormat.PCM16_24K;
        }

        @Override
        public int room() {
            return CAPACITY - held.size();
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            if (length > room()) {
                throw new IllegalStateException("this would block");
            }
            held.write(from, offset, length);
        }

        @Override
        public long playedSamples() {
            return position;
        }

        /** As Java's own devices do, it counts what it drops. */
        @Override
        public void flush() {
            position += held.size() / 2;
            held.reset();
        }

        @Override
        public void pause(boolean on) {
            paused = on;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
