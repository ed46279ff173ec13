package io.patchbay.emulator.speech.internal;

import com.sun.speech.freetts.Utterance;
import io.patchbay.emulator.speech.Sentences;
import io.patchbay.emulator.speech.Speaker;
import io.patchbay.emulator.speech.Speech;
import io.patchbay.emulator.speech.SpeechException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Speaks with FreeTTS. One voice serves everybody in turn: a second of speech costs a few
 * milliseconds. It is loaded with the first sentence and let go with {@link #close}.
 */
final class FreeTtsSpeaker implements Speaker {
    private static final double SLOWEST = 0.25;
    private static final double FASTEST = 1.5;

    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable KevinVoice voice;
    private boolean closed;

    @Override
    public Speech speak(String text, String voiceName, double speed) {
        VoiceStyle style = VoiceStyle.named(voiceName);
        double pace = Math.max(SLOWEST, Math.min(FASTEST, speed));
        SpeechAssembly assembly = new SpeechAssembly(text, style);
        int start = 0;
        for (String sentence : Sentences.split(text)) {
            String plain = SpeakableText.of(sentence);
            if (SpeakableText.isSpeakable(plain)) {
                for (Utterance utterance : render(plain, style, pace)) {
                    assembly.add(utterance, start);
                }
            }
            start += sentence.length();
        }
        return assembly.finish();
    }

    private List<Utterance> render(String plain, VoiceStyle style, double pace) {
        turn.lock();
        try {
            if (closed) {
                throw new SpeechException("The speaker is closed");
            }
            KevinVoice loaded = voice;
            if (loaded == null) {
                loaded = new KevinVoice();
                voice = loaded;
            }
            return loaded.speak(plain, style, pace);
        } finally {
            turn.unlock();
        }
    }

    @Override
    public int sampleRate() {
        return SpeechAssembly.RATE;
    }

    @Override
    public void close() {
        turn.lock();
        try {
            closed = true;
            voice = null;
        } finally {
            turn.unlock();
        }
    }
}
