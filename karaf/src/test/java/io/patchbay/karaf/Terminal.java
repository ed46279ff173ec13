package io.patchbay.karaf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A terminal beside Karaf, in which somebody types {@code ./patchbay}. */
final class Terminal {

    private static final String COMMAND = "./patchbay ";

    private Terminal() {}

    /** What a command printed, errors too, and how it ended. */
    record Ran(int code, String shown) {}

    /** Runs a command; its words have no blanks in them. */
    static Ran type(String command) throws IOException, InterruptedException {
        if (!command.startsWith(COMMAND)) {
            throw new IllegalArgumentException("no command of ours: " + command);
        }
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-cp");
        line.add(
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path")));
        line.add("io.patchbay.launcher.Main");
        line.addAll(List.of(command.substring(COMMAND.length()).split(" ")));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), shown);
    }
}
