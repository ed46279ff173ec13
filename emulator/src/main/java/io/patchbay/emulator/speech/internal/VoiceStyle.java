package io.patchbay.emulator.speech.internal;

import io.patchbay.emulator.speech.Speaker;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How one recorded voice is made to sound like several: by its pitch, its pace, and by playing it
 * at another rate than it was recorded at, which shortens or lengthens the vocal tract that one
 * hears. {@code alloy} is the recording as it is, which is understood best.
 *
 * @param name as the provider names it
 * @param pitch mean pitch, Hz
 * @param range spread of the pitch, Hz
 * @param pace 1.0 for that of the recording
 * @param playedAt samples of the recording per second; it was made at 16 kHz
 */
record VoiceStyle(String name, float pitch, float range, double pace, int playedAt) {
    static final int RECORDED_AT = 16_000;

    private static final Map<String, VoiceStyle> BY_NAME =
            List.of(
                            new VoiceStyle("alloy", 100, 11, 1.0, RECORDED_AT),
                            new VoiceStyle("ash", 88, 10, 1.0, 15_000),
                            new VoiceStyle("ballad", 95, 18, 0.9, 15_600),
                            new VoiceStyle("coral", 165, 20, 1.05, 17_600),
                            new VoiceStyle("echo", 112, 9, 1.0, 16_400),
                            new VoiceStyle("sage", 150, 14, 1.0, 17_000),
                            new VoiceStyle("shimmer", 185, 24, 1.05, 18_000),
                            new VoiceStyle("verse", 120, 20, 1.1, 16_200),
                            new VoiceStyle("marin", 158, 16, 1.0, 17_400),
                            new VoiceStyle("cedar", 78, 9, 0.95, 14_800))
                    .stream()
                    .collect(Collectors.toUnmodifiableMap(VoiceStyle::name, Function.identity()));

    private static final VoiceStyle DEFAULT = named(Speaker.DEFAULT_VOICE);

    /** The style of that name, or the default one. */
    static VoiceStyle named(String name) {
        return BY_NAME.getOrDefault(name, DEFAULT);
    }

    /** The pitch to ask the engine for, so that the wanted one comes out at the played rate. */
    float enginePitch() {
        return pitch * RECORDED_AT / playedAt;
    }

    float engineRange() {
        return range * RECORDED_AT / playedAt;
    }

    /** How much longer than recorded the engine has to make each sound. */
    float engineStretch(double speed) {
        return (float) (playedAt / (RECORDED_AT * pace * speed));
    }
}
