package io.patchbay.itest.provider;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.audio.AudioConverter;
import io.patchbay.emulator.speech.Speaker;
import io.patchbay.emulator.speech.Speech;
import io.patchbay.emulator.speech.SpeechEngines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;

/**
 * A caller of others, the program {@code sipp} (Debian: {@code sip-tester}): it asks a question in
 * packets, says that it follows a transfer, and waits to be let go.
 */
@NullUnmarked
final class Sipp implements AutoCloseable {

    private static final int RATE = 8_000;

    private final Process process;
    private final Path screen;

    /** Calls, and asks again and again until it is transferred. */
    Sipp(Path folder, URI callee, String question) throws IOException {
        screen = folder.resolve("sipp.txt");
        Path speech = speech(question, folder.resolve("question.ulaw"));
        Path scenario = folder.resolve("transferred.xml");
        try (var resource = Sipp.class.getResourceAsStream("transferred.xml")) {
            String text =
                    new String(resource.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            Files.writeString(scenario, text.replace("QUESTION", speech.toString()));
        }
        String[] address = callee.getSchemeSpecificPart().split(";")[0].split(":");
        process =
                new ProcessBuilder(
                                List.of(
                                        "sipp",
                                        "-sf",
                                        scenario.toString(),
                                        address[0] + ":" + address[1],
                                        "-i",
                                        "127.0.0.1",
                                        "-m",
                                        "1",
                                        "-nostdin",
                                        "-timeout",
                                        "100s",
                                        "-recv_timeout",
                                        "90000"))
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(screen.toFile())
                        .start();
    }

    /** The question as G.711 u-law, with silence around it. */
    private static Path speech(String question, Path file) throws IOException {
        try (Speaker speaker = SpeechEngines.load().speaker()) {
            Speech speech = speaker.speak(question);
            ByteBuffer linear =
                    ByteBuffer.allocate(2 * speech.samples().length).order(ByteOrder.LITTLE_ENDIAN);
            linear.asShortBuffer().put(speech.samples());
            AudioConverter converter =
                    AudioConverter.between(
                            AudioFormat.pcm16(speech.sampleRate()), AudioFormat.PCMU_8K);
            ByteBuffer coded =
                    ByteBuffer.allocate(
                            converter.maxOutput(linear.remaining()) + converter.maxFlush());
            converter.convert(linear, coded);
            converter.flush(coded);
            byte[] silence = new byte[2 * RATE];
            Arrays.fill(silence, (byte) 0xff);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(silence);
            all.write(coded.array(), 0, coded.position());
            all.writeBytes(silence);
            return Files.write(file, all.toByteArray());
        }
    }

    /** Waits until it has seen everything that its scenario expects; what it says otherwise. */
    String outcome() throws Exception {
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        return ended && process.exitValue() == 0
                ? "well"
                : (ended ? "exit " + process.exitValue() : "still running")
                        + "\n"
                        + Files.readString(screen);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
