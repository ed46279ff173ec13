package io.patchbay.audio;

import java.util.Objects;

/**
 * Voice activity from three bands and the pitch. Per band the level over the background counts; the
 * best band decides. Much fainter than the voice heard so far is taken for background talk, and
 * without a voiced sound close by nothing is speech.
 */
final class BandVoiceDetector implements VoiceActivityDetector {

    /** dB over the background at which speech is as probable as not. */
    private static final double EVEN_SNR = 5.5;

    /** dB that change the odds by a factor of e. */
    private static final double SNR_SLOPE = 1.5;

    private static final double VOICED = 0.6;

    /** Periodic enough to be no part of the background. */
    private static final double CLEARLY_VOICED = 0.85;

    /** A voice has consonants and gaps: 200 ms of them. */
    private static final int VOICED_FRAMES = 10;

    private static final double UNVOICED_SHARE = 0.3;

    /** Fainter than the voice by so many dB is somebody in the background. */
    private static final double BACKGROUND_DISTANCE = 18;

    private static final double BACKGROUND_SHARE = 0.3;

    /** How fast the voice's level is forgotten, in dB per frame: 2 dB a second. */
    private static final double FORGETTING = 0.04;

    private static final double[][] BANDS_HZ = {{180, 700}, {700, 2_000}, {2_000, 3_800}};
    private static final double[] BIAS_DB = {2.5, 2.0, 1.5};

    private final int sampleRate;
    private final int frameSamples;
    private final Biquad[] bands = new Biquad[BANDS_HZ.length];
    private final NoiseFloor[] floors = new NoiseFloor[BANDS_HZ.length];
    private final Voicing voicing;
    private double voiceLevel;
    private int sinceVoiced = VOICED_FRAMES;

    BandVoiceDetector(int sampleRate) {
        if (sampleRate < 8_000 || sampleRate > 192_000) {
            throw new IllegalArgumentException(
                    "sampleRate must be 8000 to 192000 Hz, not " + sampleRate);
        }
        this.sampleRate = sampleRate;
        this.frameSamples = frameSamples();
        for (int i = 0; i < bands.length; i++) {
            bands[i] = Biquad.bandPass(sampleRate, BANDS_HZ[i][0], BANDS_HZ[i][1]);
            floors[i] = new NoiseFloor(BIAS_DB[i]);
        }
        voicing = new Voicing(sampleRate);
    }

    @Override
    public int sampleRate() {
        return sampleRate;
    }

    @Override
    public double probability(short[] pcm, int offset) {
        Objects.checkFromIndexSize(offset, frameSamples, pcm.length);
        double periodicity = voicing.next(pcm, offset, frameSamples);
        double snr = Double.NEGATIVE_INFINITY;
        double power = 0;
        for (int i = 0; i < bands.length; i++) {
            double square = bands[i].power(pcm, offset, frameSamples);
            power += square;
            double level = decibels(square);
            floors[i].update(level, periodicity >= CLEARLY_VOICED);
            snr = Math.max(snr, level - floors[i].level());
        }
        double probability = 1 / (1 + Math.exp((EVEN_SNR - snr) / SNR_SLOPE));
        sinceVoiced = periodicity >= VOICED ? 0 : Math.min(VOICED_FRAMES, sinceVoiced + 1);
        if (sinceVoiced == VOICED_FRAMES) {
            probability *= UNVOICED_SHARE;
        }
        return probability * foreground(decibels(power), probability);
    }

    /** The share that is left of a probability, given how loud the voice was up to now. */
    private double foreground(double level, double probability) {
        boolean background = level < voiceLevel - BACKGROUND_DISTANCE;
        voiceLevel = Math.max(0, voiceLevel - FORGETTING);
        if (probability > 0.5 && level > voiceLevel) {
            voiceLevel += 0.1 * (level - voiceLevel);
        }
        return background ? BACKGROUND_SHARE : 1;
    }

    private static double decibels(double power) {
        return 10 * Math.log10(power + 1e-3);
    }

    @Override
    public void reset() {
        for (int i = 0; i < bands.length; i++) {
            bands[i].reset();
            floors[i].reset();
        }
        voicing.reset();
        voiceLevel = 0;
        sinceVoiced = VOICED_FRAMES;
    }
}
