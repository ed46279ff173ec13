package io.patchbay.launcher;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.runtime.leg.AudioDevices;
import io.patchbay.runtime.leg.DeviceLeg;
import io.patchbay.runtime.leg.PcmSource;
import io.patchbay.runtime.leg.WavLeg;
import io.patchbay.runtime.leg.WavLegBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the caller's voice comes from and where the agent's goes. */
final class CallerOptions {

    private static final String MICROPHONE = "mic";

    @Option(
            names = "--in",
            paramLabel = "FILE.wav|mic|-",
            description = {
                "What the caller says: a WAV file, the microphone (and the speaker to hear), or - for raw PCM16 (24 kHz, mono, little-endian) from standard input.",
            })
    private @Nullable String in;

    @Option(
            names = "--headset",
            description =
                    "With --in mic: nobody hears the speaker but you, so the microphone stays open while the agent speaks.")
    private boolean headset;

    @Option(
            names = "--out",
            paramLabel = "FILE.wav",
            description = "Write what the caller heard, as it was played.")
    private @Nullable Path heard;

    /** Whether the caller speaks at all. */
    boolean speaks() {
        return in != null;
    }

    /** Whether the caller is at this machine, and talks until told to stop. */
    boolean live() {
        return MICROPHONE.equals(in);
    }

    /** Looks at what was asked for, before anybody is called. */
    void check() {
        if (headset && !live()) {
            throw new UsageException("--headset goes with --in mic");
        }
        if (live() && heard != null) {
            throw new UsageException(
                    "--out writes what a file heard; it does not go with --in mic");
        }
        if (heard != null) {
            checkOutput("--out", heard);
        }
    }

    /**
     * Looks whether a file could be written.
     *
     * @param option the option that names it
     */
    static void checkOutput(String option, Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new UsageException(option + " " + file + ": there is no folder " + folder);
        }
        if (Files.isDirectory(file)) {
            throw new UsageException(option + " " + file + ": this is a folder");
        }
    }

    /**
     * Looks whether a folder is there or could be made.
     *
     * @param option the option that names it
     */
    static void checkFolder(String option, Path folder) {
        for (Path at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at)) {
                return;
            }
            if (Files.exists(at)) {
                throw new UsageException(
                        option + " " + folder + ": " + at + " is a file; name a folder");
            }
        }
    }

    /**
     * Opens files or devices, so that what cannot be used is found before anybody is called.
     *
     * @throws IOException when the input is no sound or the device is missing; the message names it
     */
    Caller open() throws IOException {
        if (live()) {
            DeviceLeg leg = DeviceLeg.builder(AudioDevices.system()).headset(headset).open();
            return new Caller(
                    leg, new CompletableFuture<>(), CompletableFuture.completedStage(null));
        }
        WavLegBuilder builder = WavLeg.builder();
        if (in != null) {
            builder.input(input(in));
        }
        if (heard != null) {
            builder.output(heard);
        }
        WavLeg leg = builder.open();
        return new Caller(leg, leg.inputEnded(), leg.written());
    }

    private static PcmSource input(String in) throws IOException {
        if (in.equals("-")) {
            return PcmSource.raw(System.in, AudioFormat.PCM16_24K);
        }
        Path file = Path.of(in);
        if (!Files.exists(file)) {
            throw new UsageException("--in " + in + ": there is no such file");
        }
        if (Files.isDirectory(file)) {
            throw new UsageException("--in " + in + ": this is a folder, not a WAV file");
        }
        try {
            return PcmSource.wav(file);
        } catch (IOException e) {
            throw new IOException("--in " + in + ": " + Failures.line(e), e);
        }
    }
}
