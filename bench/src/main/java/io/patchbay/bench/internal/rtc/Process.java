package io.patchbay.bench.internal.rtc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What this process has, as Linux tells it; -1 elsewhere. */
public final class Process {

    private Process() {}

    /** Threads, native ones too. */
    public static int threads() {
        return entries("/proc/self/task");
    }

    /** Open files and sockets. */
    public static int fds() {
        return entries("/proc/self/fd");
    }

    /** How many copies of the native WebRTC library are mapped. */
    public static int nativeCopies() {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return (int)
                    maps.filter(line -> line.contains("patchbay-webrtc-"))
                            // the file may have been removed since
                            .map(line -> line.replaceFirst("^(\\S+\\s+){5}", ""))
                            .distinct()
                            .count();
        } catch (IOException e) {
            return -1; // no Linux
        }
    }

    private static int entries(String folder) {
        try (Stream<Path> all = Files.list(Path.of(folder))) {
            return (int) all.count();
        } catch (IOException e) {
            return -1; // no Linux
        }
    }
}
