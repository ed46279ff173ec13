package io.patchbay.emulator;

import io.patchbay.emulator.speech.ScriptedSpeech;
import io.patchbay.emulator.speech.SpeechEngines;

/** Engines that beep and hear nothing: quick, for tests of everything else. */
final class TestEngines {
    private TestEngines() {}

    static SpeechEngines quick() {
        return new ScriptedSpeech().engines();
    }

    /** An emulator on a free port that answers at once. */
    static Emulator.Builder emulator() {
        return Emulator.builder().options(EmulatorOptions.defaults().withPace(0)).engines(quick());
    }
}
