package io.patchbay.itest.provider;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.audio.AudioConverter;
import io.patchbay.emulator.speech.Ear;
import io.patchbay.emulator.speech.EarOptions;
import io.patchbay.emulator.speech.Heard;
import io.patchbay.emulator.speech.Speaker;
import io.patchbay.emulator.speech.Speech;
import io.patchbay.emulator.speech.SpeechEngines;
import io.patchbay.emulator.speech.Vocabulary;
import io.patchbay.itest.browser.Questions;
import io.patchbay.net.EventLoops;
import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipDoors;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.SipInvitation;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;

/** A telephone of our own: it speaks, records what it hears, and follows a transfer. */
@NullUnmarked
final class Telephone implements SipCall.Listener, AutoCloseable {

    private static final int LOUD = 500;
    private static final int FRAMES_PER_SECOND = 50;
    private static final AtomicInteger COUNT = new AtomicInteger();

    final CompletableFuture<Void> answered = new CompletableFuture<>();
    final CompletableFuture<SipEnd> ended = new CompletableFuture<>();
    private final CompletableFuture<SipInvitation> called = new CompletableFuture<>();
    private final SerialLoop loop = EventLoops.shared().next();
    private final SipDoor door;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private volatile int quietFrames;
    private volatile boolean loudSince;
    private SipCall call;

    Telephone() throws IOException {
        door =
                SipDoors.open(
                        "telephone-" + COUNT.incrementAndGet(),
                        SipSettings.builder()
                                .acceptTransfers(true)
                                .transferTargets(target -> true)
                                .build(),
                        this::onCall);
    }

    private void onCall(SipInvitation invitation) {
        called.complete(invitation);
        loop.execute(
                () -> {
                    call = invitation.take(loop, this);
                    call.answer();
                });
    }

    /** Its own address. */
    URI address() {
        return door.listening().get(0);
    }

    /** Calls somebody. */
    void call(URI target) {
        call =
                door.call(
                        new SipTarget(
                                target,
                                URI.create("sip:anna@example.org"),
                                null,
                                null,
                                Map.of("X-Customer", "17"),
                                Duration.ofSeconds(60)),
                        loop,
                        this);
    }

    /** Waits until somebody has called here. */
    SipInvitation called() throws Exception {
        return called.get(60, TimeUnit.SECONDS);
    }

    /** Says something, at its own pace. */
    void say(String text) throws Exception {
        AudioFormat format = AudioFormat.pcm16(call.sampleRate());
        byte[] sound;
        try (Speaker speaker = SpeechEngines.load().speaker()) {
            Speech speech = speaker.speak(text);
            ByteBuffer linear =
                    ByteBuffer.allocate(2 * speech.samples().length).order(ByteOrder.LITTLE_ENDIAN);
            linear.asShortBuffer().put(speech.samples());
            AudioConverter converter =
                    AudioConverter.between(AudioFormat.pcm16(speech.sampleRate()), format);
            ByteBuffer spoken =
                    ByteBuffer.allocate(
                            converter.maxOutput(linear.remaining()) + converter.maxFlush());
            converter.convert(linear, spoken);
            converter.flush(spoken);
            sound = java.util.Arrays.copyOf(spoken.array(), spoken.position());
        }
        loop.execute(() -> offer(sound, 0, format.bytes(20)));
    }

    private void offer(byte[] sound, int from, int frame) {
        int at = from;
        while (at + frame <= sound.length && call.out().offer(ByteBuffer.wrap(sound, at, frame))) {
            at += frame;
        }
        int left = at;
        if (left + frame <= sound.length) {
            loop.schedule(() -> offer(sound, left, frame), Duration.ofMillis(20));
        }
    }

    /** Presses a key. */
    void press(String key) {
        loop.execute(() -> call.sendDtmf(key));
    }

    void hangUp() {
        call.end(486, "bye");
    }

    @Override
    public void onAnswered() {
        answered.complete(null);
    }

    @Override
    public void onAudio(ByteBuffer frame) {
        ByteBuffer samples = frame.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        boolean loud = false;
        synchronized (heard) {
            while (samples.remaining() >= 2) {
                short sample = samples.getShort();
                loud |= Math.abs(sample) > LOUD;
                heard.write(sample & 0xff);
                heard.write(sample >> 8);
            }
        }
        if (loud) {
            loudSince = true;
            quietFrames = 0;
        } else {
            quietFrames = quietFrames + 1;
        }
    }

    @Override
    public void onEnded(SipEnd end) {
        ended.complete(end);
    }

    /** Whether somebody has spoken since {@link #listen}, and has been silent for a second. */
    boolean hasListened() {
        return loudSince && quietFrames >= FRAMES_PER_SECOND;
    }

    /** Forgets what was heard so far. */
    void listen() {
        synchronized (heard) {
            heard.reset();
        }
        loudSince = false;
    }

    /** What our ear makes of what was heard, when it may be one of these. */
    String words(String... phrases) throws Exception {
        short[] samples;
        synchronized (heard) {
            ByteBuffer bytes = ByteBuffer.wrap(heard.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
            samples = new short[bytes.remaining() / 2];
            bytes.asShortBuffer().get(samples);
        }
        short[] spoken = Questions.withoutSilence(samples, call.sampleRate());
        try (Ear ear = SpeechEngines.load().ear(EarOptions.defaults())) {
            Heard said =
                    ear.hear(spoken, call.sampleRate(), Vocabulary.of(phrases))
                            .toCompletableFuture()
                            .get(60, TimeUnit.SECONDS);
            return said instanceof Heard.Words words
                    ? words.text().toLowerCase(Locale.ROOT).replaceAll("[^a-z ]", "").strip()
                    : said + " of " + spoken.length + " samples";
        }
    }

    @Override
    public void close() {
        if (call != null) {
            hangUp();
        }
        door.close();
    }
}
