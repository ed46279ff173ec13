package io.patchbay.launcher;

import io.patchbay.emulator.speech.Ear;
import io.patchbay.emulator.speech.EarFactory;
import io.patchbay.emulator.speech.EarOptions;
import io.patchbay.emulator.speech.Speaker;
import io.patchbay.emulator.speech.SpeakerFactory;
import io.patchbay.emulator.speech.SpeechEngines;
import io.patchbay.emulator.speech.Vocabulary;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The emulator's voice and ear, made before the emulator is, so that one can wait until they are
 * loaded. On a busy machine that takes longer than a caller likes to wait in the middle of a call.
 */
final class WarmSpeech {

    private static final String WORD = "hello";

    private final Speaker speaker;
    private final Ear ear;

    private WarmSpeech(Speaker speaker, Ear ear) {
        this.speaker = speaker;
        this.ear = ear;
    }

    /** Opens the engines of the highest rank; the emulator that takes them closes them. */
    static WarmSpeech open() {
        SpeechEngines found = SpeechEngines.load();
        return new WarmSpeech(found.speaker(), found.ear(EarOptions.defaults()));
    }

    /** What an emulator takes. For one emulator only. */
    SpeechEngines engines() {
        return SpeechEngines.of(List.of(new OpenSpeaker(speaker)), List.of(new OpenEar(ear)));
    }

    /**
     * Loads both in the background; completes when the first turn will not wait for either. One
     * after the other: both read FreeTTS's lexicon, whose loader (1.2.2) keeps what it reads in
     * static fields and fails when two threads are in it.
     */
    CompletableFuture<Void> load() {
        return CompletableFuture.runAsync(() -> speaker.speak(WORD), WarmSpeech::start)
                .thenCompose(spoken -> ear.warmUp(Vocabulary.of(WORD)));
    }

    /** The same for whoever does not wait: the first turn tries again, and says what is wrong. */
    void loadSoon() {
        load().exceptionally(WarmSpeech::unready);
    }

    private static @Nullable Void unready(Throwable failure) {
        System.getLogger(WarmSpeech.class.getName())
                .log(
                        System.Logger.Level.DEBUG,
                        "voice and ear are not loaded: " + Failures.line(failure));
        return null;
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "patchbay-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    private record OpenSpeaker(Speaker speaker) implements SpeakerFactory {
        @Override
        public String name() {
            return "warm";
        }

        @Override
        public Speaker open() {
            return speaker;
        }
    }

    private record OpenEar(Ear ear) implements EarFactory {
        @Override
        public String name() {
            return "warm";
        }

        @Override
        public Ear open(EarOptions options) {
            return ear;
        }
    }
}
