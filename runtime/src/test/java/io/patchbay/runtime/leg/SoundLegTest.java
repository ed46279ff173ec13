package io.patchbay.runtime.leg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.audio.AudioSource;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.net.EventLoops;
import io.patchbay.runtime.Patchbay;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.ScriptedTurns;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A caller with a source and a sink of its own, in any format. */
class SoundLegTest {

    private static final int TONE = 440;

    /** Delivers when the test says so, on a thread of its own. */
    private static final class Source implements AudioSource {
        private final AudioFormat format;
        private final CompletableFuture<Receiver> receiver = new CompletableFuture<>();
        private final CountDownLatch closed = new CountDownLatch(1);
        private int sample;

        Source(AudioFormat format) {
            this.format = format;
        }

        @Override
        public AudioFormat format() {
            return format;
        }

        @Override
        public void start(Receiver to) {
            receiver.complete(to);
        }

        /** 20 ms of the tone. */
        void speak() throws Exception {
            int samples = format.sampleRate() / 50;
            ByteBuffer frame =
                    ByteBuffer.allocate(samples * format.frameBytes())
                            .order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < samples; i++, sample++) {
                short value =
                        (short)
                                (10_000
                                        * Math.sin(
                                                2 * Math.PI * TONE * sample / format.sampleRate()));
                for (int channel = 0; channel < format.channels(); channel++) {
                    frame.putShort(value);
                }
            }
            receiver.get(60, TimeUnit.SECONDS).onFrame(frame.flip());
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    /** Takes everything at once. */
    private static final class Sink implements AudioSink {
        private final AudioFormat format;
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final CountDownLatch closed = new CountDownLatch(1);

        Sink(AudioFormat format) {
            this.format = format;
        }

        @Override
        public AudioFormat format() {
            return format;
        }

        @Override
        public Pacing pacing() {
            return Pacing.NONE;
        }

        @Override
        public void listen(Listener listener) {}

        @Override
        public synchronized Offer offer(AudioChunk chunk) {
            byte[] bytes = new byte[chunk.bytes().remaining()];
            chunk.bytes().get(bytes);
            taken.writeBytes(bytes);
            return Offer.ACCEPTED;
        }

        synchronized byte[] taken() {
            return taken.toByteArray();
        }

        @Override
        public void flush(@Nullable String itemId) {}

        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public @Nullable PlayedPosition position() {
            return null;
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    /** How much of the sound's energy is at a frequency, 0 to 1. */
    private static double share(byte[] pcm, AudioFormat format, int hertz) {
        ByteBuffer bytes = ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN);
        double cos = 0;
        double sin = 0;
        double all = 0;
        int n = 0;
        while (bytes.remaining() >= format.frameBytes()) {
            double value = bytes.getShort();
            if (format.channels() == 2) {
                bytes.getShort();
            }
            double angle = 2 * Math.PI * hertz * n++ / format.sampleRate();
            cos += value * Math.cos(angle);
            sin += value * Math.sin(angle);
            all += value * value;
        }
        return all == 0 ? 0 : 2 * (cos * cos + sin * sin) / n / all;
    }

    @ParameterizedTest
    @CsvSource({
        "8000, 1",
        "8000, 2",
        "16000, 1",
        "16000, 2",
        "22050, 1",
        "22050, 2",
        "44100, 1",
        "44100, 2",
        "48000, 1",
        "48000, 2"
    })
    void any_rate_is_heard_and_played(int rate, int channels) throws Exception {
        AudioFormat format = new AudioFormat(AudioFormat.Encoding.PCM16, rate, channels);
        Source source = new Source(format);
        Sink sink = new Sink(format);
        ScriptedTransportFactory lines = new ScriptedTransportFactory();
        EventLoops loops = EventLoops.shared();
        var loop = loops.next();
        try (Patchbay patchbay =
                        Patchbay.builder()
                                .loops(() -> loop)
                                .transport(lines)
                                .provider(new ScriptedProvider())
                                .build();
                RealtimeSession session =
                        patchbay.open(
                                SessionOptions.builder()
                                        .line(
                                                LineChoice.builder()
                                                        .transport("scripted")
                                                        .provider("scripted")
                                                        .key("k")
                                                        .build())
                                        .build())) {
            session.connect().toCompletableFuture().get(60, TimeUnit.SECONDS);
            SoundLeg leg = SoundLeg.of(source, sink);
            session.addLeg(leg);
            for (int i = 0; i < 50; i++) {
                source.speak();
                settle(loop);
            }
            byte[] sent = sent(lines);
            assertTrue(sent.length > AudioFormat.PCM16_24K.bytes(900), sent.length + " bytes");
            assertTrue(share(sent, AudioFormat.PCM16_24K, TONE) > 0.95, "the tone is sent");
            leg.mute(true);
            source.speak();
            settle(loop);
            byte[] muted = sent(lines);
            assertTrue(muted.length > sent.length, "silence is sent too");
            assertEquals(0, leg.dropped());

            loop.execute(() -> lines.last().play(new ScriptedTurns().spokenAnswer("la", 1_000)));
            long enough = format.bytes(900);
            while (sink.taken().length <= enough) {
                settle(loop);
            }
            assertTrue(sink.taken().length > enough);
        }
        assertTrue(source.closed.await(60, TimeUnit.SECONDS));
        assertTrue(sink.closed.await(60, TimeUnit.SECONDS));
    }

    private static void settle(io.patchbay.api.session.SerialLoop loop) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> loop.execute(() -> done.complete(null)));
        done.get(60, TimeUnit.SECONDS);
    }

    private static byte[] sent(ScriptedTransportFactory lines) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        lines.last()
                .audio()
                .forEach(
                        clip -> {
                            byte[] bytes = new byte[clip.bytes().remaining()];
                            clip.bytes().get(bytes);
                            all.writeBytes(bytes);
                        });
        return all.toByteArray();
    }

    @Test
    void a_source_that_cannot_start_ends_the_leg_and_says_why() throws Exception {
        Sink sink = new Sink(AudioFormat.PCM16_24K);
        AudioSource broken =
                new AudioSource() {
                    @Override
                    public AudioFormat format() {
                        return AudioFormat.PCM16_24K;
                    }

                    @Override
                    public void start(Receiver receiver) throws IOException {
                        throw new IOException("device 'line 1' is taken");
                    }

                    @Override
                    public void close() {}
                };
        SoundLeg leg = SoundLeg.of(broken, sink);
        LegLog log = new LegLog();
        leg.join(EventLoops.shared().next(), log);
        assertTrue(sink.closed.await(60, TimeUnit.SECONDS));
        assertTrue(
                log.events.toString().contains("device 'line 1' is taken"), log.events::toString);
    }

    @Test
    void packets_are_refused() {
        AudioFormat opus = new AudioFormat(AudioFormat.Encoding.OPUS, 48_000, 1);
        assertThrows(
                IllegalArgumentException.class,
                () -> SoundLeg.of(new Source(opus), new Sink(AudioFormat.PCM16_24K)));
    }
}
