package io.patchbay.emulator.speech.internal;

import com.sun.speech.freetts.FreeTTSSpeakableImpl;
import com.sun.speech.freetts.OutputQueue;
import com.sun.speech.freetts.Utterance;
import com.sun.speech.freetts.Voice;
import com.sun.speech.freetts.audio.NullAudioPlayer;
import com.sun.speech.freetts.en.us.cmu_us_kal.KevinVoiceDirectory;
import io.patchbay.emulator.speech.SpeechException;
import java.util.ArrayList;
import java.util.List;

/**
 * FreeTTS with its 16 kHz voice, as a function from text to utterances. Loading takes a few hundred
 * milliseconds and 16 MB. For one thread at a time.
 *
 * <p>The voice is made directly, since FreeTTS's own look-up needs a system property. Its output
 * queue is ours and works in the caller's thread: FreeTTS's own would start a thread for the life
 * of the virtual machine, with the context class loader of whoever spoke first.
 */
final class KevinVoice {
    /**
     * Held while FreeTTS reads a lexicon: its readers keep what they have read so far in static
     * fields, and two at once break each other.
     */
    static final Object LOADING = new Object();

    private static final String NAME = "kevin16";

    private final Voice voice;
    private final List<Utterance> spoken = new ArrayList<>();

    /** Loads the voice. */
    KevinVoice() {
        voice = find();
        voice.setOutputQueue(
                new OutputQueue(1) {
                    @Override
                    public synchronized void post(Utterance utterance) {
                        spoken.add(utterance);
                    }
                });
        voice.setAudioPlayer(new NullAudioPlayer());
        try {
            synchronized (LOADING) {
                voice.allocate();
            }
        } catch (Error e) { // FreeTTS reports unreadable data so
            throw new SpeechException("Cannot load the voice " + NAME, e);
        }
        Addenda.TAUGHT.forEach(
                (word, phones) ->
                        voice.getLexicon()
                                .addAddendum(word.replace("'", ""), null, phones.split(" ")));
    }

    private static Voice find() {
        for (Voice candidate : new KevinVoiceDirectory().getVoices()) {
            if (candidate.getName().equals(NAME)) {
                return candidate;
            }
        }
        throw new SpeechException("FreeTTS has no voice " + NAME);
    }

    /**
     * Speaks.
     *
     * @param plain see {@link SpeakableText}
     * @return what was made of it, sentence by sentence as the engine sees them
     */
    List<Utterance> speak(String plain, VoiceStyle style, double speed) {
        voice.setPitch(style.enginePitch());
        voice.setPitchRange(style.engineRange());
        voice.setDurationStretch(style.engineStretch(speed));
        spoken.clear();
        Request request = new Request(plain);
        if (!voice.speak(request) || request.failed) {
            throw new SpeechException("FreeTTS could not speak a text");
        }
        List<Utterance> utterances = List.copyOf(spoken);
        spoken.clear();
        return utterances;
    }

    /**
     * A text to speak; nobody has to wait for it, since it is spoken when {@code speak} returns.
     */
    private static final class Request extends FreeTTSSpeakableImpl {
        boolean failed;

        Request(String text) {
            super(text);
        }

        @Override
        public boolean waitCompleted() {
            return true;
        }

        @Override
        public synchronized void cancelled() {
            failed = true;
            super.cancelled();
        }
    }
}
