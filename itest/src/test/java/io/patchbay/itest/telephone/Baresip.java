package io.patchbay.itest.telephone;

import io.patchbay.audio.WavReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real telephone, the program {@code baresip} (Debian: {@code baresip-core}), on loopback: it
 * speaks what a WAV file says and records what it hears.
 */
final class Baresip implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final Path folder;
    private final Process process;
    private final Writer keys;
    private final StringBuffer out = new StringBuffer();

    private Baresip(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
        this.keys =
                new BufferedWriter(
                        new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        Thread reader = new Thread(() -> read(process.getInputStream()), "baresip");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts one.
     *
     * @param folder its own
     * @param speech the WAV file that it plays in each call, from its beginning; when it ends the
     *     call does
     * @param account parameters of its account, such as {@code ;answermode=auto}
     * @param settings further lines of its configuration
     */
    static Baresip start(Path folder, Path speech, String account, String... settings)
            throws Exception {
        Path sounds = Files.createDirectories(folder.resolve("heard"));
        List<String> lines =
                new ArrayList<>(
                        List.of(
                                // by default it takes no interface that is loopback
                                "net_interface 127.0.0.1",
                                "module_path " + modules(),
                                "module stdio.so",
                                "module g711.so",
                                "module srtp.so",
                                "module aufile.so",
                                "module sndfile.so",
                                "module account.so",
                                "module menu.so",
                                "audio_source aufile," + speech,
                                "audio_player aufile,/dev/null",
                                "audio_alert aufile,/dev/null",
                                "snd_path " + sounds));
        lines.addAll(List.of(settings));
        if (lines.stream().noneMatch(line -> line.startsWith("sip_listen"))) {
            lines.add("sip_listen 127.0.0.1:0");
        }
        Files.write(folder.resolve("config"), lines);
        Files.writeString(
                folder.resolve("accounts"),
                "<sip:anna@127.0.0.1>;regint=0;audio_codecs=PCMU" + account + "\n");
        Files.writeString(folder.resolve("contacts"), "");
        Process process;
        try {
            process =
                    new ProcessBuilder("baresip", "-4", "-f", folder.toString())
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException e) {
            throw new AssertionError("baresip is not installed (Debian: baresip-core)", e);
        }
        Baresip phone = new Baresip(folder, process);
        phone.await("baresip is ready");
        return phone;
    }

    /** Where Debian keeps its modules. */
    private static Path modules() {
        return Stream.of("/usr/lib/baresip/modules", "/usr/local/lib/baresip/modules")
                .map(Path::of)
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(
                        () ->
                                new AssertionError(
                                        "baresip has no modules here (Debian: baresip-core)"));
    }

    private void read(InputStream in) {
        byte[] bytes = new byte[4_096];
        try {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                out.append(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            out.append("(").append(e.getMessage()).append(")\n");
        }
    }

    /** Waits until it has said this, and returns what the first group was, or the whole. */
    String await(String pattern) throws Exception {
        Pattern wanted = Pattern.compile(pattern);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            Matcher found = wanted.matcher(out);
            if (found.find()) {
                return found.groupCount() > 0 ? found.group(1) : found.group();
            }
            if (System.nanoTime() > end || !process.isAlive() && process.waitFor() != -1) {
                throw new AssertionError("'" + pattern + "' never came: " + out);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** Calls. */
    void dial(String address) throws IOException {
        keys.write("/dial " + address + "\n");
        keys.flush();
    }

    /** Presses keys: digits go to the far end, {@code b} hangs up, {@code x} holds. */
    void press(String typed) throws IOException {
        keys.write(typed);
        keys.flush();
    }

    /** What it heard in its one call, once it is over; at 8000 Hz. */
    short[] heard() throws Exception {
        await("terminated|closed");
        Path file;
        try (Stream<Path> files = Files.list(folder.resolve("heard"))) {
            file =
                    files.filter(each -> each.toString().endsWith("-dec.wav"))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("nothing was recorded: " + out));
        }
        try (WavReader wav = WavReader.open(file)) {
            ByteBuffer all = ByteBuffer.allocate((int) Files.size(file));
            while (all.remaining() >= 2 && wav.read(all) >= 0) {
                // to its end
            }
            all.flip();
            short[] samples = new short[all.remaining() / 2];
            all.order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
            return samples;
        }
    }

    /** What it has said, for a failed test. */
    @Override
    public String toString() {
        return out.toString();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).exceptionally(late -> kill()).join();
    }

    private Process kill() {
        return process.destroyForcibly().onExit().join();
    }
}
