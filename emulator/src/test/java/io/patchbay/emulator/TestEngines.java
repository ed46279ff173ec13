package io.patchbay.emulator;

import io.patchbay.emulator.speech.Ear;
import io.patchbay.emulator.speech.EarFactory;
import io.patchbay.emulator.speech.EarOptions;
import io.patchbay.emulator.speech.Speaker;
import io.patchbay.emulator.speech.SpeakerFactory;
import io.patchbay.emulator.speech.SpeechEngines;
import java.util.List;

/** Engines that beep and hear nothing: quick, for tests of everything else. */
final class TestEngines {
    private TestEngines() {}

    static SpeechEngines quick() {
        SpeakerFactory speaker =
                new SpeakerFactory() {
                    @Override
                    public String name() {
                        return "tone";
                    }

                    @Override
                    public Speaker open() {
                        return new ToneSpeaker();
                    }
                };
        EarFactory ear =
                new EarFactory() {
                    @Override
                    public String name() {
                        return "deaf";
                    }

                    @Override
                    public Ear open(EarOptions options) {
                        return new ScriptedEar();
                    }
                };
        return SpeechEngines.of(List.of(speaker), List.of(ear));
    }

    /** An emulator on a free port that answers at once. */
    static Emulator.Builder emulator() {
        return Emulator.builder().options(EmulatorOptions.defaults().withPace(0)).engines(quick());
    }
}
